namespace McpPlatform.AppHost.Postgres;

/// <summary>Whether an account without rights can reach a path.</summary>
internal static class Reachability
{
    /// <summary>Whether everybody may walk through the folder and all folders above it.</summary>
    public static bool ForOthers(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var real = at.ResolveLinkTarget(returnFinalTarget: true);
            if (real is null ? !at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute) : !ForOthers(real.FullName))
            {
                return false;
            }
        }

        return true;
    }
}
