using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace McpPlatform.Cli.Relay;

/// <summary>Lines of standard input, each a message.</summary>
internal static class LineReader
{
    /// <summary>Longest line in bytes. What the gateway takes is less, and it says so itself.</summary>
    public const int MaxBytes = 16 * 1_024 * 1_024;

    /// <summary>Reads lines until the input ends; one that is too long comes as <see langword="null"/>.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<byte[]?> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(leaveOpen: true));
        var skipping = false;
        while (true)
        {
            // Reading standard input cannot be given up, only the waiting for it.
            var read = await reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                rest = rest.Slice(rest.GetPosition(1, end));
                if (!skipping && !IsBlank(line))
                {
                    yield return line.Length <= MaxBytes ? line.ToArray() : null;
                }

                skipping = false;
            }

            if (rest.Length > MaxBytes)
            {
                if (!skipping)
                {
                    yield return null;
                }

                skipping = true;
                rest = rest.Slice(rest.End);
            }

            if (read.IsCompleted)
            {
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line) => line.Length <= 1 && (line.IsEmpty || line.FirstSpan[0] == (byte)'\r');
}
