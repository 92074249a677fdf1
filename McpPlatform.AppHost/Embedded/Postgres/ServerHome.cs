namespace McpPlatform.AppHost.Postgres;

/// <summary>
/// Where the cluster lies: in the server's folder, or, when the account cannot reach that (a checkout below root's home), in a folder of
/// the system that a link in the server's folder leads to.
/// </summary>
internal sealed record ServerHome(string Folder)
{
    public const string ClusterName = "cluster";
    private const string LinkName = "home";
    private const string SystemFolder = "/var/lib/mcp-platform";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Traversable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Folder of the cluster; it exists only when it is whole.</summary>
    public string Cluster => Path.Combine(Folder, ClusterName);

    /// <summary>Where the home of a server is, or would be.</summary>
    public static string PathOf(string folder) =>
        new DirectoryInfo(Path.Combine(folder, LinkName)).LinkTarget ?? folder;

    /// <summary>Opens the home, making its folders when they are missing.</summary>
    public static ServerHome Open(string folder, ServerAccount account)
    {
        Create(folder, account.IsOther ? Traversable : Private);
        var home = PathOf(folder);
        if (home == folder && account.IsOther && !Reachability.ForOthers(folder) && !Directory.Exists(Path.Combine(folder, ClusterName)))
        {
            home = Path.Combine(SystemFolder, Guid.CreateVersion7().ToString("N"));
            File.CreateSymbolicLink(Path.Combine(folder, LinkName), home);
        }

        // After a crash the link may lead to a folder that was not made yet.
        Create(home, account.IsOther ? Traversable : Private);
        return new ServerHome(home);
    }

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
