using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Core;

namespace McpPlatform.Gateway.Detection;

/// <summary>Scans the lines of a body as they come, and answers what was found as JSON Lines.</summary>
/// <param name="look">Says what a line holds; it is given its number, 1 and on.</param>
/// <param name="json">How that is written.</param>
internal sealed class LineScan<T>(Func<ReadOnlyMemory<byte>, long, IEnumerable<T>> look, JsonTypeInfo<T> json)
{
    private const int MaxLineBytes = 1_048_576;
    private const int UnsentBytes = 65_536;
    private long number;

    public async Task RunAsync(PipeReader lines, PipeWriter answer, CancellationToken cancellationToken)
    {
        for (var isCompleted = false; !isCompleted;)
        {
            var read = await lines.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            isCompleted = read.IsCompleted;
            while (TryTake(ref rest, isCompleted, out var line))
            {
                Write(line, answer);
                if (answer.UnflushedBytes > UnsentBytes)
                {
                    await answer.FlushAsync(cancellationToken);
                }
            }

            lines.AdvanceTo(rest.Start, rest.End);
        }

        await answer.FlushAsync(cancellationToken);
    }

    private bool TryTake(ref ReadOnlySequence<byte> rest, bool isCompleted, out ReadOnlySequence<byte> line)
    {
        var end = rest.PositionOf((byte)'\n');
        line = end is { } newline ? rest.Slice(0, newline) : rest;
        if (line.Length > MaxLineBytes)
        {
            throw new InvalidInputException($"Line {number + 1} has more than {MaxLineBytes} bytes.");
        }

        if (end is null && (!isCompleted || rest.IsEmpty))
        {
            return false;
        }

        rest = end is { } at ? rest.Slice(rest.GetPosition(1, at)) : rest.Slice(rest.End);
        number++;
        return true;
    }

    private void Write(ReadOnlySequence<byte> line, PipeWriter answer)
    {
        foreach (var found in look(line.IsSingleSegment ? line.First : line.ToArray(), number))
        {
            using (var writer = new Utf8JsonWriter(answer))
            {
                JsonSerializer.Serialize(writer, found, json);
            }

            answer.Write("\n"u8);
        }
    }
}
