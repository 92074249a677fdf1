using System.Collections.Concurrent;
using McpPlatform.Connectors.Files.Csv;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Json;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>Examines whole files and remembers what it found for as long as path, size, time and options are the same.</summary>
internal sealed class FileExamination
{
    private const int MaxRemembered = 1000;
    private readonly ConcurrentDictionary<string, FileShape> shapes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FileFormat> formats = new(StringComparer.Ordinal);

    /// <summary>How a file is written.</summary>
    public FileFormat FormatOf(FileRoot root, FileEntry file, FormatOptions options)
    {
        var key = Key(file, options);
        return formats.TryGetValue(key, out var known) ? known : Remember(formats, key, Explained(file, () => FormatSniffer.Sniff(root, file, options)));
    }

    /// <summary>Format, columns and rows of a file.</summary>
    public FileShape ShapeOf(FileRoot root, FileEntry file, FormatOptions options)
    {
        var key = Key(file, options);
        return shapes.TryGetValue(key, out var known) ? known
            : Remember(shapes, key, Explained(file, () => Examine(root, file, FormatOf(root, file, options), options)));
    }

    /// <summary>Adds the file's name to failures that come from its content.</summary>
    private static T Explained<T>(FileEntry file, Func<T> examine)
    {
        try
        {
            return examine();
        }
        catch (Exception exception) when (FileFaults.Explain(file, exception) is { } explained)
        {
            throw explained;
        }
    }

    private static T Remember<T>(ConcurrentDictionary<string, T> memory, string key, T value)
    {
        if (memory.Count >= MaxRemembered)
        {
            memory.Clear();
        }

        memory[key] = value;
        return value;
    }

    private static string Key(FileEntry file, FormatOptions options) => string.Join('|', file.FullPath, file.Fingerprint, options.Kind, options.Encoding,
        options.Delimiter, options.Quote, options.Header, string.Join(',', options.Columns.Select(c => $"{c.Key}={c.Value}")));

    private static FileShape Examine(FileRoot root, FileEntry file, FileFormat format, FormatOptions options)
    {
        var names = new JsonNames([]);
        using var records = RecordFile.Open(root, file, format, names, out var header);
        var guesses = new List<ColumnGuess>();
        while (records.Read())
        {
            if (records.Fault is null && (header is null || header.Names.Count == records.FieldCount))
            {
                AddRecord(records, guesses, format);
            }
        }

        var found = header?.Names ?? names.All;
        Pad(guesses, found.Count, format, records.Row);
        var columns = found.Select((name, i) => new CatalogColumn(
            name, options.Columns.GetValueOrDefault(name) ?? guesses[i].Type, guesses[i].Nullable || records.Row == 0 || options.Columns.ContainsKey(name)));
        var withoutValue = found.Where((name, i) => !guesses[i].SawValue && !options.Columns.ContainsKey(name));
        return new FileShape(format, found, [.. columns], records.Row, header?.Notes ?? [], withoutValue.ToHashSet(StringComparer.Ordinal));
    }

    private static void AddRecord(RecordReader record, List<ColumnGuess> guesses, FileFormat format)
    {
        Pad(guesses, record.FieldCount, format, record.Row - 1);
        for (var i = 0; i < guesses.Count; i++)
        {
            if (i < record.FieldCount)
            {
                var text = record.Text(i, out var kind);
                guesses[i].Add(text, kind);
            }
            else
            {
                guesses[i].AddMissing();
            }
        }
    }

    /// <summary>Adds columns that are met late: the rows before lack them.</summary>
    private static void Pad(List<ColumnGuess> guesses, int count, FileFormat format, long rowsBefore)
    {
        while (guesses.Count < count)
        {
            var guess = new ColumnGuess(quotedIsText: !format.Kind.IsDelimited());
            if (rowsBefore > 0 && !format.Kind.IsDelimited())
            {
                guess.AddMissing();
            }

            guesses.Add(guess);
        }
    }
}
