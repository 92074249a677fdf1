namespace McpPlatform.AppHost.Logging;

/// <summary>A text file that is put aside when it is full: <c>platform.log</c>, <c>platform.log.1</c>, … Written line by line from any thread.</summary>
internal sealed class RollingFile : IDisposable
{
    private const long MaximumBytes = 10 * 1024 * 1024;
    private const int Kept = 5;
    private readonly Lock gate = new();
    private readonly string path;
    private StreamWriter writer;

    public RollingFile(string path)
    {
        this.path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        writer = Open();
    }

    /// <summary>Appends a line; lines after the end of the process are dropped.</summary>
    public void WriteLine(string line)
    {
        lock (gate)
        {
            if (!writer.BaseStream.CanWrite)
            {
                return;
            }

            writer.WriteLine(line);
            if (writer.BaseStream.Length > MaximumBytes)
            {
                Roll();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            writer.Dispose();
        }
    }

    private void Roll()
    {
        writer.Dispose();
        for (var number = Kept - 1; number >= 1; number--)
        {
            if (File.Exists($"{path}.{number}"))
            {
                File.Move($"{path}.{number}", $"{path}.{number + 1}", overwrite: true);
            }
        }

        File.Move(path, $"{path}.1", overwrite: true);
        writer = Open();
    }

    private StreamWriter Open() =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete)) { AutoFlush = true };
}
