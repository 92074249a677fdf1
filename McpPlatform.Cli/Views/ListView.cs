using Spectre.Console;

namespace McpPlatform.Cli.Views;

/// <summary>A list as a table, or a sentence when it is empty.</summary>
internal static class ListView
{
    /// <summary>Draws it.</summary>
    /// <typeparam name="T">What is listed.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="items">The items.</param>
    /// <param name="whenEmpty">What to say when there are none.</param>
    /// <param name="columns">Heading and cell of each column; a heading that begins with <c>#</c> is a column of numbers.</param>
    public static void Draw<T>(CommandCall call, IReadOnlyList<T> items, string whenEmpty, params (string Heading, Func<T, string?> Cell)[] columns)
    {
        if (items.Count == 0)
        {
            call.Terminal.Out.WriteLine(whenEmpty);
            return;
        }

        var table = Begin(columns.Select(column => column.Heading));
        foreach (var item in items)
        {
            table.AddRow([.. columns.Select(column => new Text(column.Cell(item) ?? ""))]);
        }

        call.Terminal.Tables.Write(table);
    }

    /// <summary>An empty table.</summary>
    /// <param name="headings">Its headings; one that begins with <c>#</c> is a column of numbers.</param>
    public static Table Begin(IEnumerable<string> headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in headings)
        {
            var column = new TableColumn(new Text(heading.TrimStart('#'), new Style(decoration: Decoration.Bold)));
            table.AddColumn(heading.StartsWith('#') ? column.RightAligned() : column);
        }

        return table;
    }
}
