using McpPlatform.Connectors.Files.Values;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>What discovery answers: all files and folders by name, or one stream examined.</summary>
/// <param name="examination">Examines files.</param>
/// <param name="request">What was asked.</param>
internal sealed class FileCatalog(FileExamination examination, DiscoverRequest request)
{
    private readonly FileRoot root = FileRoot.Of(request.Connection);

    public Catalog Discover() => request.Stream is { } stream ? new Catalog { Streams = [Examine(stream.Name)] } : List();

    private Catalog List()
    {
        var files = FileSet.All(root).ToArray();
        var folders = files.Where(f => f.Name.Contains('/', StringComparison.Ordinal)).GroupBy(f => f.Name[..f.Name.LastIndexOf('/')]).Where(g => g.Count() > 1)
            .Select(g => Unexamined(g.Key, g.Sum(f => f.Length)));
        var streams = files.Select(f => Unexamined(f.Name, f.Length)).Concat(folders).OrderBy(s => s.Name, StringComparer.Ordinal).ToArray();
        return new Catalog { Streams = [.. streams.Take(request.Limit)], Truncated = streams.Length > request.Limit };
    }

    private CatalogStream Unexamined(string name, long bytes) => new()
    {
        Name = name,
        Columns = [],
        Bytes = bytes,
        Writable = !root.IsReadOnly,
        CreatedByPipeline = FileDestination.CreatorOf(root, name),
    };

    private CatalogStream Examine(string name)
    {
        var shape = StreamShape.Of(examination, root, name, FormatOptions.Of(request.Connection));
        return Unexamined(name, shape.Files.Sum(f => f.Length)) with
        {
            Columns = shape.Columns,
            CursorFields = [.. shape.Columns.Where(c => CursorTypes.Has(c.Type)).OrderBy(c => c.Nullable).ThenBy(c => c.Type.Kind == TypeKind.Text).Select(c => c.Name)],
            RowEstimate = shape.Rows,
            Format = shape.Format,
            Writable = !root.IsReadOnly && !FileSet.IsGlob(name),
        };
    }
}
