using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp discover CONNECTION [STREAM]</c>: lists streams, or the columns of one.</summary>
internal static class DiscoverCommand
{
    private static readonly Argument<string> Connection = new("connection") { Description = "The connection." };

    private static readonly Argument<string?> Stream = new("stream") { Description = "Examine this stream.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("discover", "List a connection's streams, or the columns of one.", RunAsync, Connection, Stream);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var connection = call.Value(Connection);
        var stream = call.Value(Stream) is { } name ? await StreamOption.ReadAsync(call, connection, name, cancellationToken) : null;
        var catalog = await call.Gateway.DiscoverAsync(connection, stream, cancellationToken);
        call.Show(catalog, shown =>
        {
            if (stream is null)
            {
                DrawStreams(call, shown);
            }
            else
            {
                DrawColumns(call, shown);
            }
        });
        return ExitCodes.Done;
    }

    private static void DrawStreams(CommandCall call, Catalog catalog)
    {
        ListView.Draw(
            call, catalog.Streams, "There are no streams.",
            ("Stream", s => new StreamName(s.Name, s.Namespace).ToString()), ("#Rows, about", s => s.RowEstimate is { } rows ? Figures.Count(rows) : ""),
            ("#Size", s => s.Bytes is { } bytes ? Figures.Bytes(bytes) : ""), ("Key", s => string.Join(", ", s.PrimaryKey)));
        if (catalog.Truncated)
        {
            call.Say("There are more streams than are listed here.");
        }
    }

    private static void DrawColumns(CommandCall call, Catalog catalog)
    {
        foreach (var stream in catalog.Streams)
        {
            ListView.Draw(
                call, stream.Columns, "The stream has no columns.",
                ("Column", c => c.Name), ("Type", c => c.Type.ToString()), ("Empty values", c => c.Nullable ? "yes" : "no"), ("In the source", c => c.NativeType),
                ("Role", c => string.Join(", ", Roles(stream, c.Name))));
        }
    }

    private static IEnumerable<string> Roles(CatalogStream stream, string column)
    {
        if (stream.PrimaryKey.Contains(column))
        {
            yield return "key";
        }

        if (stream.CursorFields.Contains(column))
        {
            yield return "cursor";
        }
    }
}
