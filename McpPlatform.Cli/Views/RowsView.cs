using System.Text.Json;
using Spectre.Console;

namespace McpPlatform.Cli.Views;

/// <summary>Rows of JSON values as a table.</summary>
internal static class RowsView
{
    private const int LongestCell = 60;

    /// <summary>Draws them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Each an array of JSON values.</param>
    public static void Draw(CommandCall call, IEnumerable<string> columns, IReadOnlyList<JsonElement> rows)
    {
        var table = ListView.Begin(columns.Select(name => name.StartsWith('#') ? $" {name}" : name));
        foreach (var row in rows)
        {
            table.AddRow([.. row.EnumerateArray().Select(cell => new Text(Cell(cell)))]);
        }

        call.Terminal.Tables.Write(table);
    }

    private static string Cell(JsonElement cell)
    {
        var text = cell.ValueKind switch
        {
            JsonValueKind.Null => "∅",
            JsonValueKind.String => cell.GetString()!,
            _ => cell.GetRawText(),
        };
        return text.Length <= LongestCell ? text : $"{text[..LongestCell]}…";
    }
}
