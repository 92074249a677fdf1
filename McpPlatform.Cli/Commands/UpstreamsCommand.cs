using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp upstreams</c>: lists upstreams; discover, add, change and remove are its subcommands.</summary>
internal static class UpstreamsCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "upstreams", "List MCP servers offered to agents; discover, add, change or remove one.", ListAsync,
        frame.Command("list", "List upstreams.", ListAsync), UpstreamDiscoverCommand.Create(frame), UpstreamAddCommand.Create(frame),
        UpstreamChangeCommand.Create(frame),
        frame.Command("remove", "Remove an upstream.", RemoveAsync, Name));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var upstreams = await call.Gateway.ListUpstreamsAsync(cancellationToken: cancellationToken);
        call.Show(upstreams, page => ListView.Draw(
            call, page.Items, "There are no upstreams.",
            ("Name", u => u.Name), ("Address", AddressOf), ("Prefix", u => u.Prefix), ("Protocol", u => u.Protocol.ToString().ToLowerInvariant()),
            ("Headers", u => string.Join(", ", u.Headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}={h.Value}"))),
            ("#Timeout", u => $"{u.TimeoutSeconds} s"), ("#At once", u => Figures.Count(u.MaxConcurrency)), ("Enabled", u => u.Enabled ? "yes" : "no"),
            ("#Version", u => Figures.Count(u.Version))));
        return ExitCodes.Done;
    }

    private static string AddressOf(UpstreamInfo upstream) => upstream switch
    {
        { Program: { } program } => string.Join(' ', [program.Command, .. program.Arguments ?? []]),
        { Sandbox: { } sandbox } => $"sandbox: {ToolWords.Of(sandbox.Code)}",
        _ => upstream.Url ?? "",
    };

    private static async Task<int> RemoveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RemoveUpstreamAsync(call.Value(Name), cancellationToken);
        call.Say($"{call.Value(Name)} is removed.");
        return ExitCodes.Done;
    }
}
