using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp preview CONNECTION STREAM</c>: shows the first rows of a stream.</summary>
internal static class PreviewCommand
{
    private static readonly Argument<string> Connection = new("connection") { Description = "The connection." };

    private static readonly Argument<string> Stream = new("stream") { Description = "The stream." };

    private static readonly Option<int> Limit = new("--limit") { Description = "How many rows, 1 to 1000.", DefaultValueFactory = _ => 20 };

    private static readonly Option<bool> Detect = new("--detect") { Description = "Hide what detectors find in texts, as the mask 'detect' does." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("preview", "Show the first rows of a stream.", RunAsync, Connection, Stream, Limit, Detect);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var connection = call.Value(Connection);
        var stream = await StreamOption.ReadAsync(call, connection, call.Value(Stream), cancellationToken);
        var rows = await call.Gateway.PreviewAsync(connection, new PreviewRequest(stream, call.Value(Limit), call.Value(Detect)), cancellationToken);
        call.Show(rows, shown => RowsView.Draw(call, shown.Columns.Select(column => column.Name), shown.Rows));
        return ExitCodes.Done;
    }
}
