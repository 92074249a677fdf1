namespace McpPlatform.Web.SignIn;

/// <summary>A folder that only its owner can open.</summary>
internal static class PrivateFolder
{
    /// <summary>Makes it, where it is not there.</summary>
    /// <param name="path">The folder.</param>
    public static DirectoryInfo Create(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
