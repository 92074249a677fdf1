using System.Diagnostics;

namespace McpPlatform.Tests.Environment;

/// <summary>A folder on a disk of a few megabytes, in memory. It needs the right to mount.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly TestFolder folder = new();

    private SmallDisk()
    {
    }

    public string Path => folder.In("disk");

    public static async Task<SmallDisk> MountAsync(int megabytes, CancellationToken cancellationToken)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Path);
        await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path], cancellationToken);
        return disk;
    }

    /// <summary>Gives it another size, as when somebody makes room.</summary>
    public Task ResizeAsync(int megabytes, CancellationToken cancellationToken) =>
        RunAsync("mount", ["-o", $"remount,size={megabytes}m", Path], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", ["--lazy", Path], CancellationToken.None);
        folder.Dispose();
    }

    private static async Task RunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"A small disk could not be made: '{command} {string.Join(' ', arguments)}' said '{said.Trim()}'. "
                + "Run the tests as root, or in a container started with --cap-add SYS_ADMIN.");
        }
    }
}
