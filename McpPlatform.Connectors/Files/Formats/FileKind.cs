namespace McpPlatform.Connectors.Files.Formats;

/// <summary>How records are written in a file.</summary>
internal enum FileKind
{
    Csv,
    Tsv,
    Json,
    JsonLines,
}

/// <summary>Kinds by file name and by option.</summary>
internal static class FileKinds
{
    private const string Gzip = ".gz";

    /// <summary>Whether a name says that the file is compressed.</summary>
    public static bool IsGzipName(string name) => name.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);

    /// <summary>The kind a file's name says; <see langword="null"/> when it is no data file.</summary>
    public static FileKind? OfName(string name)
    {
        var plain = IsGzipName(name) ? name[..^Gzip.Length] : name;
        return Path.GetExtension(plain).ToUpperInvariant() switch
        {
            ".CSV" or ".TXT" => FileKind.Csv,
            ".TSV" or ".TAB" => FileKind.Tsv,
            ".JSON" => FileKind.Json,
            ".JSONL" or ".NDJSON" => FileKind.JsonLines,
            _ => null,
        };
    }

    /// <summary>The kind an option says.</summary>
    public static FileKind? OfOption(string? option) => option switch
    {
        "csv" => FileKind.Csv,
        "tsv" => FileKind.Tsv,
        "json" => FileKind.Json,
        "jsonl" => FileKind.JsonLines,
        _ => null,
    };

    /// <summary>The word for a kind.</summary>
    public static string Word(this FileKind kind) => kind switch
    {
        FileKind.Csv => "csv",
        FileKind.Tsv => "tsv",
        FileKind.Json => "json",
        _ => "jsonl",
    };

    /// <summary>Whether records are lines of delimited fields.</summary>
    public static bool IsDelimited(this FileKind kind) => kind is FileKind.Csv or FileKind.Tsv;
}
