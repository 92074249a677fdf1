using System.CommandLine;
using McpPlatform.Cli.Installations;
using McpPlatform.Cli.Relay;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp mcp</c>: the gateway as an MCP server on standard input and output, for clients that start their servers themselves.</summary>
internal static class McpCommand
{
    private static readonly Option<string?> Url = new("--url") { Description = "The MCP endpoint, such as https://platform.example.com/mcp; else that of the installation." };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = $"The key; else {InstallationFinder.KeyVariable}, which others on the machine cannot see, else the installation's.",
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Offline(
        "mcp", "Serve the gateway's tools over standard input and output, for MCP clients that start their servers.", RunAsync, Url, Key);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        using var http = Open(call);
        using var output = new RelayOutput(call.Terminal.RawOut, call.Terminal.Error);
        await using var relay = new StdioRelay(http, output);
        await relay.RunAsync(call.Terminal.RawIn, cancellationToken);
        return ExitCodes.Done;
    }

    // The key of an installation goes to that installation alone.
    private static RelayHttp Open(CommandCall call)
    {
        var key = call.Value(Key) ?? Environment.GetEnvironmentVariable(InstallationFinder.KeyVariable);
        if (call.Value(Url) is { } url)
        {
            return new RelayHttp(Address(url), key ?? throw new CliException($"There is no key for {url}: set {InstallationFinder.KeyVariable} to one."));
        }

        var installation = InstallationFinder.Find(call.Data, key);
        return new RelayHttp(installation.Mcp, installation.Key, installation.Session);
    }

    private static Uri Address(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
        ? address
        : throw new CliException($"'{url}' is no address such as https://platform.example.com/mcp.");
}
