using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>What examining all files of a stream found.</summary>
/// <param name="Files">The files.</param>
/// <param name="Columns">Columns that hold every file's values.</param>
/// <param name="Rows">Rows of all files.</param>
/// <param name="Format">As shown to people.</param>
internal sealed record StreamShape(
    IReadOnlyList<FileEntry> Files, IReadOnlyList<CatalogColumn> Columns, long Rows, IReadOnlyDictionary<string, string> Format)
{
    /// <summary>Examines the files of a stream. Delimited files must have the same header; JSON files may add fields.</summary>
    /// <exception cref="ConnectorException">They do not fit together.</exception>
    public static StreamShape Of(FileExamination examination, FileRoot root, string name, FormatOptions options)
    {
        var files = FileSet.Resolve(root, name);
        var shapes = files.Select(f => examination.ShapeOf(root, f, options)).ToArray();
        for (var i = 1; i < shapes.Length; i++)
        {
            RequireSameHeader(files[0], shapes[0], files[i], shapes[i]);
        }

        var format = shapes[0].Format.Describe();
        var notes = shapes.SelectMany((s, i) => s.Notes.Select(n => files.Count == 1 ? n : $"{files[i].Name}: {n}")).ToArray();
        if (files.Count > 1)
        {
            format["files"] = files.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (notes.Length > 0)
        {
            format["notes"] = string.Join("; ", notes.Take(20));
        }

        return new StreamShape(files, JoinColumns(shapes), shapes.Sum(s => s.Rows), format);
    }

    private static void RequireSameHeader(FileEntry first, FileShape expected, FileEntry file, FileShape shape)
    {
        if (expected.Format.Kind.IsDelimited() != shape.Format.Kind.IsDelimited()
            || (shape.Format.Kind.IsDelimited() && !expected.Names.SequenceEqual(shape.Names, StringComparer.Ordinal)))
        {
            throw new ConnectorException(FailureClass.Configuration,
                $"'{file.Name}' has another header than '{first.Name}', so they are not one stream. Name a glob that only fits files of one kind.");
        }
    }

    private static List<CatalogColumn> JoinColumns(FileShape[] shapes)
    {
        var columns = new List<CatalogColumn>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var typed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (column, says) in shapes.SelectMany(s => s.Columns.Select(c => (c, !s.WithoutValue.Contains(c.Name)))))
        {
            if (places.TryAdd(column.Name, columns.Count))
            {
                columns.Add(column);
            }
            else
            {
                var known = columns[places[column.Name]];
                var type = !says ? known.Type : typed.Contains(column.Name) ? ColumnGuess.Join(known.Type, column.Type) : column.Type;
                columns[places[column.Name]] = known with { Type = type, Nullable = known.Nullable || column.Nullable };
            }

            if (says)
            {
                typed.Add(column.Name);
            }
        }

        // A field that some JSON file lacks has no value there.
        return [.. columns.Select(c => shapes.All(s => s.Names.Contains(c.Name)) ? c : c with { Nullable = true })];
    }
}
