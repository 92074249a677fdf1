using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp connections</c>: lists connections; add, check and remove are its subcommands.</summary>
internal static class ConnectionsCommand
{
    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "connections", "List connections; add, check or remove one.", ListAsync,
        frame.Command("list", "List connections.", ListAsync), ConnectionAddCommand.Create(frame), ConnectionCheckCommand.Create(frame),
        ConnectionRemoveCommand.Create(frame));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var connections = await call.Gateway.ListConnectionsAsync(cancellationToken: cancellationToken);
        call.Show(connections, page => ListView.Draw(
            call, page.Items, "There are no connections.",
            ("Name", c => c.Name), ("Connector", c => c.Connector),
            ("Options", c => string.Join(", ", c.Options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={option.Value}"))),
            ("Health", c => c.Health is { } health ? health.Ok ? "ok" : health.Message : "not checked")));
        return ExitCodes.Done;
    }
}
