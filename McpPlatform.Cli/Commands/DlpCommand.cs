using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp dlp</c>: says what sensitive data a file holds, and what tokens stand for, as JSON Lines.</summary>
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
        var dlp = new Command("dlp", "Find sensitive data, and turn tokens back into it.");
        dlp.Subcommands.Add(frame.Command("scan", "Say what sensitive data a file holds, as JSON Lines; the data itself is not printed.", ScanAsync, Input, ShowData));
        dlp.Subcommands.Add(frame.Command("reveal", "Turn tokens in a file back into the data they stand for, as JSON Lines; who did so is kept.", RevealAsync, Input));
        return dlp;
    }

    private static Task<int> ScanAsync(CommandCall call, CancellationToken cancellationToken) => ForEachPartAsync(
        call,
        async (part, before) =>
        {
            await foreach (var found in call.Gateway.ScanAsync(part, call.Value(ShowData), cancellationToken))
            {
                await WriteAsync(call, JsonSerializer.Serialize(found with { Line = found.Line + before }, ContractsJson.Default.DetectedData));
            }
        },
        cancellationToken);

    private static Task<int> RevealAsync(CommandCall call, CancellationToken cancellationToken) => ForEachPartAsync(
        call,
        async (part, before) =>
        {
            await foreach (var token in call.Gateway.RevealAsync(part, cancellationToken))
            {
                await WriteAsync(call, JsonSerializer.Serialize(token with { Line = token.Line + before }, ContractsJson.Default.RevealedToken));
            }
        },
        cancellationToken);

    private static Task WriteAsync(CommandCall call, string line) => call.Terminal.Out.WriteLineAsync(line);

    // With each part goes how many lines came before it.
    private static async Task<int> ForEachPartAsync(CommandCall call, Func<ReadOnlyMemory<byte>, long, Task> send, CancellationToken cancellationToken)
    {
        using var file = call.Value(Input) is { } path ? File.OpenText(path) : null;
        var lines = file ?? call.Terminal.In;
        var part = new ArrayBufferWriter<byte>(PartBytes);
        var (before, read) = (0L, 0L);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            Encoding.UTF8.GetBytes(line, part);
            part.Write("\n"u8);
            read++;
            if (part.WrittenCount >= PartBytes)
            {
                await send(part.WrittenMemory, before);
                part.ResetWrittenCount();
                before = read;
            }
        }

        await send(part.WrittenMemory, before);
        return ExitCodes.Done;
    }
}
