using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp query "SQL"</c>: asks the warehouse, read-only.</summary>
internal static class QueryCommand
{
    private static readonly Argument<string> Sql = new("sql") { Description = "One statement; it can only read." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Most rows, 1 to 10000.", DefaultValueFactory = _ => 100 };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("query", "Ask the warehouse with read-only SQL.", RunAsync, Sql, Limit);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var result = await call.Gateway.QueryWarehouseAsync(new WarehouseQuery(call.Value(Sql), call.Value(Limit)), cancellationToken);
        call.Show(result, shown =>
        {
            RowsView.Draw(call, shown.Columns.Select(column => column.Name), shown.Rows);
            call.Say(shown.Truncated ? $"The first {Figures.Of(shown.Rows.Count, "row")}; there are more." : $"{Figures.Of(shown.Rows.Count, "row")}.");
        });
        return ExitCodes.Done;
    }
}
