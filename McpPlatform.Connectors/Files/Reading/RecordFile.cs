using System.Text;
using McpPlatform.Connectors.Files.Csv;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>Names of a delimited file's columns.</summary>
/// <param name="Names">The names, made unique.</param>
/// <param name="Notes">What had to be changed.</param>
internal sealed record FileHeader(IReadOnlyList<string> Names, IReadOnlyList<string> Notes);

/// <summary>Opens a file at its first record, behind its header.</summary>
internal static class RecordFile
{
    /// <summary>Opens a file.</summary>
    /// <param name="root">The connection's folder.</param>
    /// <param name="file">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="names">Places of JSON fields; new ones are added while reading.</param>
    /// <param name="header">Names of a delimited file's columns; <see langword="null"/> for JSON.</param>
    public static RecordReader Open(FileRoot root, FileEntry file, FileFormat format, JsonNames names, out FileHeader? header)
    {
        header = format.Kind.IsDelimited() ? ReadHeader(root, file, format) : null;
        var stream = FileOpening.OpenText(root, file, format);
        if (header is null)
        {
            return new JsonRecordReader(stream, format.Kind, names);
        }

        var reader = new CsvReader(stream, format, header.Names.Count);
        if (format.Header && reader.Read())
        {
            reader.CountFromHere();
        }

        return reader;
    }

    private static FileHeader ReadHeader(FileRoot root, FileEntry file, FileFormat format)
    {
        using var reader = new CsvReader(FileOpening.OpenText(root, file, format), format, null);
        if (!reader.Read())
        {
            throw new ConnectorException(FailureClass.Configuration, $"'{file.Name}' is empty: it has not even a header.");
        }

        if (reader.Fault is { } fault)
        {
            throw new ConnectorException(FailureClass.Configuration, $"'{file.Name}': the first line cannot be read: {fault}");
        }

        if (!format.Header)
        {
            return new FileHeader(HeaderNames.Numbers(reader.FieldCount), []);
        }

        var cells = new string[reader.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Encoding.UTF8.GetString(reader.Text(i, out _));
        }

        var (names, notes) = HeaderNames.Of(cells);
        return new FileHeader(names, notes);
    }
}
