using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Formats;

/// <summary>What the plan's options say of a file's format; what they leave open is sniffed.</summary>
internal sealed record FormatOptions
{
    public FileKind? Kind { get; init; }

    public string? Encoding { get; init; }

    public byte? Delimiter { get; init; }

    /// <summary>0 for "nothing is quoted".</summary>
    public byte? Quote { get; init; }

    public bool? Header { get; init; }

    /// <summary>Types by column, over the sniffed ones.</summary>
    public IReadOnlyDictionary<string, ColumnType> Columns { get; init; } = new Dictionary<string, ColumnType>();

    /// <summary>Reads them from a connection's options.</summary>
    /// <exception cref="ConnectorException">One is not understood.</exception>
    public static FormatOptions Of(ConnectionConfig connection)
    {
        var options = connection.Options;
        return new FormatOptions
        {
            Kind = Get(options, "format", text => FileKinds.OfOption(text) ?? throw Wrong("format", text, "csv, tsv, json or jsonl")),
            Encoding = options.GetValueOrDefault("encoding"),
            Delimiter = Get(options, "delimiter", text => text is "tab" or "\\t" ? (byte)'\t' : SingleByte("delimiter", text)),
            Quote = Get(options, "quote", text => text == "none" ? (byte)0 : SingleByte("quote", text)),
            Header = Get(options, "header", text => bool.TryParse(text, out var header) ? header : throw Wrong("header", text, "true or false")),
            Columns = options.TryGetValue("columns", out var columns) ? ParseColumns(columns) : new Dictionary<string, ColumnType>(),
        };
    }

    private static T? Get<T>(IReadOnlyDictionary<string, string> options, string key, Func<string, T> parse)
        where T : struct => options.TryGetValue(key, out var text) ? parse(text) : null;

    private static byte SingleByte(string option, string text) => text.Length == 1 && char.IsAscii(text[0]) && text[0] is not ('\r' or '\n' or '\0')
        ? (byte)text[0]
        : throw Wrong(option, text, "one ASCII character");

    private static Dictionary<string, ColumnType> ParseColumns(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateObject().ToDictionary(
                p => p.Name,
                p => ColumnType.TryParse(p.Value.GetString(), out var type) ? type : throw Wrong("columns", p.Value.ToString(), "column types such as int64"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Wrong("columns", text, "an object such as {\"zip\":\"text\"}");
        }
    }

    private static ConnectorException Wrong(string option, string value, string expected) =>
        new(FailureClass.Configuration, $"The option '{option}' is '{value}', but must be {expected}.");
}
