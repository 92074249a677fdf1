using McpPlatform.Client.Words;

namespace McpPlatform.Cli.Doctor;

/// <summary>Looks whether there is room.</summary>
internal static class Disk
{
    private const long LeastFreeBytes = 1_000_000_000;

    /// <summary>Looks at the disk of a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding Free(string folder)
    {
        var drive = DriveInfo.GetDrives()
            .Where(candidate => candidate.IsReady && folder.StartsWith(candidate.RootDirectory.FullName, StringComparison.Ordinal))
            .MaxBy(candidate => candidate.RootDirectory.FullName.Length);
        return drive switch
        {
            null => new Finding("disk", true, "The free space is not known here."),
            { AvailableFreeSpace: < LeastFreeBytes } => new Finding("disk", false, $"Only {Figures.Bytes(drive.AvailableFreeSpace)} are free for {folder}. Make room."),
            _ => new Finding("disk", true, $"{Figures.Bytes(drive.AvailableFreeSpace)} are free."),
        };
    }
}
