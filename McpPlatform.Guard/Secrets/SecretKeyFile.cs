using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Secrets;

/// <summary>The key of the embedded secret store: 32 random bytes in a file only its owner can read, made on first use.</summary>
internal sealed class SecretKeyFile(IOptions<SecretKeyOptions> options, ILogger<SecretKeyFile> logger)
{
    public const int KeyBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostTries = 500;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);
    private readonly Lock gate = new();
    private byte[]? key;

    public string Path { get; } = System.IO.Path.Combine(options.Value.DataFolder, "secrets.key");

    /// <summary>The key; the same array for all callers, who only read it.</summary>
    public byte[] Key()
    {
        lock (gate)
        {
            return key ??= File.Exists(Path) ? Read() : Create();
        }
    }

    // One at a time, also of several processes. Written aside and then given its name, so that nobody reads half of it.
    private byte[] Create()
    {
        Directory.CreateDirectory(options.Value.DataFolder);
        using var turn = TakeTurn();
        if (!File.Exists(Path))
        {
            var aside = $"{Path}.new";
            File.Delete(aside);
            WriteAside(aside);
            File.Move(aside, Path);
            Log.SecretKeyCreated(logger, Path);
        }

        return Read();
    }

    // Whoever waited for a file that was deleted meanwhile finds that there is a key.
    private FileStream TakeTurn()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream($"{Path}.lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tries < MostTries)
            {
                Thread.Sleep(BetweenTries);
            }
        }
    }

    private static void WriteAside(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, how);
        file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        file.Flush(flushToDisk: true);
    }

    private byte[] Read()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & ~OwnerOnly) != 0)
        {
            throw new InvalidOperationException($"Others can read the key file {Path}. Run: chmod 600 '{Path}'");
        }

        var read = File.ReadAllBytes(Path);
        return read.Length == KeyBytes
            ? read
            : throw new InvalidOperationException($"The key file {Path} has {read.Length} bytes instead of {KeyBytes}. Put the original back.");
    }
}
