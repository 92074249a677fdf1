using System.CommandLine;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp dlp</c>: says what sensitive data a file holds, and what tokens stand for, as JSON Lines.</summary>
internal static class DlpCommand
{
    private static readonly Argument<string?> Input = new("file")
    {
        Description = "A file of JSON Lines or text; standard input when none is named.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Show = new("--show") { Description = "Print the data itself as well." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame)
    {
        var scan = new LineScan<DetectedData>(
            Input, static (call, lines, cancellationToken) => call.Gateway.ScanAsync(lines, call.Value(Show), cancellationToken),
            static (found, before) => found with { Line = found.Line + before }, ContractsJson.Default.DetectedData);
        var reveal = new LineScan<RevealedToken>(
            Input, static (call, lines, cancellationToken) => call.Gateway.RevealAsync(lines, cancellationToken),
            static (token, before) => token with { Line = token.Line + before }, ContractsJson.Default.RevealedToken);
        var dlp = new Command("dlp", "Find sensitive data, and turn tokens back into it.");
        dlp.Subcommands.Add(frame.Command("scan", "Say what sensitive data a file holds, as JSON Lines; the data itself is not printed.", scan.RunAsync, Input, Show));
        dlp.Subcommands.Add(frame.Command("reveal", "Turn tokens in a file back into the data they stand for, as JSON Lines; who did so is kept.", reveal.RunAsync, Input));
        return dlp;
    }
}
