using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpPlatform.Cli.Commands;

/// <summary>Has the lines of a file or of standard input scanned, part by part, and prints what is found as JSON Lines.</summary>
/// <param name="file">Names the file.</param>
/// <param name="scan">Has a part scanned.</param>
/// <param name="placed">What was found, with its line counted on from so many lines before.</param>
/// <param name="json">How it is written.</param>
internal sealed class LineScan<T>(
    Argument<string?> file, Func<CommandCall, ReadOnlyMemory<byte>, CancellationToken, IAsyncEnumerable<T>> scan, Func<T, long, T> placed, JsonTypeInfo<T> json)
{
    // What is sent at once: small enough that the answer to one part never waits for the rest of it.
    private const int PartBytes = 262_144;

    public async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        using var opened = call.Value(file) is { } path ? File.OpenText(path) : null;
        var lines = opened ?? call.Terminal.In;
        var part = new ArrayBufferWriter<byte>(PartBytes);
        var (first, next) = (1L, 1L);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            Encoding.UTF8.GetBytes(line, part);
            part.Write("\n"u8);
            next++;
            if (part.WrittenCount >= PartBytes)
            {
                await ScanPartAsync(call, part, first, cancellationToken);
                first = next;
            }
        }

        await ScanPartAsync(call, part, first, cancellationToken);
        return ExitCodes.Done;
    }

    private async Task ScanPartAsync(CommandCall call, ArrayBufferWriter<byte> part, long first, CancellationToken cancellationToken)
    {
        await foreach (var found in scan(call, part.WrittenMemory, cancellationToken))
        {
            await call.Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(placed(found, first - 1), json));
        }

        part.ResetWrittenCount();
    }
}
