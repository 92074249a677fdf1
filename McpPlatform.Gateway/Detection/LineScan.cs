using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Gateway.Detection;

/// <summary>Scans the lines of a body as they come, and answers what was found as JSON Lines.</summary>
/// <param name="scanner">Looks at a line.</param>
/// <param name="showsData">Whether the data itself is in the answer.</param>
internal sealed class LineScan(DocumentScanner scanner, bool showsData)
{
    /// <summary>Longest line, in bytes.</summary>
    public const int MaxLineBytes = 1_048_576;

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
        foreach (var (path, finding, data) in scanner.Scan(line.IsSingleSegment ? line.First : line.ToArray()))
        {
            var found = new DetectedData(
                number, path, finding.Detector.Id, finding.Confidence.ToString().ToLowerInvariant(), finding.Start, finding.Length, showsData ? data : null);
            using (var json = new Utf8JsonWriter(answer))
            {
                JsonSerializer.Serialize(json, found, ContractsJson.Default.DetectedData);
            }

            answer.Write("\n"u8);
        }
    }
}
