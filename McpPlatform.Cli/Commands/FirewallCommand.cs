using System.CommandLine;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp firewall scan</c>: says what in a file is meant to steer a model or to carry data out, as JSON Lines.</summary>
internal static class FirewallCommand
{
    private static readonly Argument<string?> Input = new("file")
    {
        Description = "A file of JSON Lines or text; standard input when none is named.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Show = new("--show") { Description = "Print the passages as well." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame)
    {
        var scan = new LineScan<DetectedThreat>(
            Input, static (call, lines, cancellationToken) => call.Gateway.ScanForThreatsAsync(lines, call.Value(Show), cancellationToken),
            static (found, before) => found with { Line = found.Line + before }, ContractsJson.Default.DetectedThreat);
        var firewall = new Command("firewall", "Find texts that are meant to steer a model, or to carry data out.");
        firewall.Subcommands.Add(frame.Command("scan", "Say what in a file is meant to steer a model or to carry data out, as JSON Lines; the passages are not printed.", scan.RunAsync, Input, Show));
        return firewall;
    }
}
