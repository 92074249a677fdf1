namespace McpPlatform.AppHost.Installation;

/// <summary>Held by the one process that may use a data folder. The system lets go of it when that process ends, however it ends.</summary>
internal sealed class InstallationLock : IDisposable
{
    private readonly FileStream file;

    private InstallationLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; <see langword="null"/> when another process has it.</summary>
    public static InstallationLock? TryTake(DataFolder folder)
    {
        try
        {
            return new InstallationLock(new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
