using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp dlp scan</c>: says what sensitive data a file holds, as JSON Lines.</summary>
internal static class DlpCommand
{
    // What is sent at once: small enough that the answer to one part never waits for the rest of it.
    private const int PartBytes = 262_144;

    private static readonly Argument<string?> Input = new("file")
    {
        Description = "A file of JSON Lines or text; standard input when none is named.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> ShowData = new("--show") { Description = "Print the data itself as well." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame)
    {
        var dlp = new Command("dlp", "Find sensitive data.");
        dlp.Subcommands.Add(frame.Command("scan", "Say what sensitive data a file holds, as JSON Lines; the data itself is not printed.", ScanAsync, Input, ShowData));
        return dlp;
    }

    private static async Task<int> ScanAsync(CommandCall call, CancellationToken cancellationToken)
    {
        using var file = call.Value(Input) is { } path ? File.OpenText(path) : null;
        var lines = file ?? call.Terminal.In;
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

    private static async Task ScanPartAsync(CommandCall call, ArrayBufferWriter<byte> part, long first, CancellationToken cancellationToken)
    {
        await foreach (var found in call.Gateway.ScanAsync(part.WrittenMemory, call.Value(ShowData), cancellationToken))
        {
            var placed = found with { Line = found.Line + first - 1 };
            await call.Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(placed, ContractsJson.Default.DetectedData));
        }

        part.ResetWrittenCount();
    }
}
