using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Installation;

/// <summary>The folder of everything that stays, and what lies where in it.</summary>
internal sealed record DataFolder(string Path)
{
    private const string Variable = "MCPP_DATA";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // When root starts us, PostgreSQL runs as another account and must be able to walk through; every secret is a file of its owner alone.
    private const UnixFileMode Traversable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string AdminKey => In("admin.key");

    public string InternalKey => In("internal.key");

    public string Inbox => In("inbox");

    public string InstallationFile => In("installation.json");

    public string LockFile => In("installation.lock");

    public string Postgres => In("postgres");

    public string ServicePassword => In("service.password");

    public string ServiceFiles => In("services");

    /// <summary>Where it is when nobody says: named by MCPP_DATA, else beside the solution, else among the user's local data.</summary>
    public static string Default() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? System.IO.Path.GetFullPath(named)
        : Repository.Root is { } root
            ? System.IO.Path.Combine(root, ".mcp-platform")
            : System.IO.Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "mcp-platform");

    public string Log(string name) => In(System.IO.Path.Combine("logs", $"{name}.log"));

    /// <summary>Makes the folders that are missing.</summary>
    public void Create()
    {
        Create(Path, Environment.IsPrivilegedProcess ? Traversable : Private);
        Create(Inbox, Private);
        Create(ServiceFiles, Private);
        Create(In("logs"), Private);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static void Create(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, mode);
        }
    }
}
