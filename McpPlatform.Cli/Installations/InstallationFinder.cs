using McpPlatform.Client;
using McpPlatform.Client.Sessions;

namespace McpPlatform.Cli.Installations;

/// <summary>Finds a running installation: the folder asked for, else <c>MCPP_DATA</c>, else the nearest <c>.mcp-platform</c> above, else the user's own.</summary>
internal static class InstallationFinder
{
    /// <summary>Environment variable with the data folder.</summary>
    public const string DataVariable = "MCPP_DATA";

    /// <summary>Environment variable with a key to use instead of the administrator's.</summary>
    public const string KeyVariable = "MCPP_KEY";

    private const string LocalFolder = ".mcp-platform";
    private const string UserFolder = "mcp-platform";

    /// <summary>Finds it.</summary>
    /// <param name="data">The folder asked for; <see langword="null"/> for none.</param>
    /// <param name="key">The key to use; <see langword="null"/> for that of the environment, else the session signed in to, else the installation's.</param>
    /// <exception cref="CliException">There is none, or no key to it.</exception>
    public static Installation Find(string? data, string? key = null)
    {
        var folder = FindFolder(data);
        var file = InstallationFile.Read(folder);
        var given = key ?? Environment.GetEnvironmentVariable(KeyVariable);
        var session = SessionOf(folder, file.Gateway);
        var signedIn = given is null && session.Exists;
        return new Installation(
            folder, file.Gateway, file.Mcp ?? new Uri(file.Gateway, "mcp"), file.Web, signedIn ? null : given ?? ReadKey(folder), signedIn ? session : null);
    }

    /// <summary>The session that this command line signed in to, or may sign in to.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="gateway">The Gateway's address.</param>
    public static SessionFile SessionOf(string folder, Uri gateway) => new(
        Path.Combine(folder, InstallationFile.SessionName),
        async (refreshToken, cancellationToken) =>
        {
            using var http = PlatformClient.CreateHttpClient(gateway, null);
            return await new PlatformClient(http).RefreshSessionAsync(refreshToken, cancellationToken);
        },
        TimeProvider.System);

    /// <summary>Finds the data folder.</summary>
    /// <param name="data">The folder asked for; <see langword="null"/> for none.</param>
    /// <exception cref="CliException">There is none with a running installation.</exception>
    public static string FindFolder(string? data)
    {
        if ((data ?? Environment.GetEnvironmentVariable(DataVariable)) is { Length: > 0 } given)
        {
            return IsInstallation(given)
                ? Path.GetFullPath(given)
                : throw new CliException($"No running installation in '{given}': it has no {InstallationFile.Name}. Start one with 'dotnet run --project McpPlatform.AppHost -- --data {given}'.");
        }

        return Candidates().FirstOrDefault(IsInstallation)
            ?? throw new CliException("No running installation was found. Start one with 'dotnet run --project McpPlatform.AppHost', or name its data folder with --data.");
    }

    private static IEnumerable<string> Candidates()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, LocalFolder);
        }

        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), UserFolder);
    }

    private static bool IsInstallation(string folder) => File.Exists(Path.Combine(folder, InstallationFile.Name));

    private static string ReadKey(string folder)
    {
        var path = Path.Combine(folder, InstallationFile.KeyName);
        return File.Exists(path)
            ? File.ReadAllText(path).Trim()
            : throw new CliException($"There is no key: '{path}' is missing. Set {KeyVariable} to an API key.");
    }
}
