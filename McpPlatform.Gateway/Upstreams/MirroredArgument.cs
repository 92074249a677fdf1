using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>An argument that its tool wants repeated in an HTTP header (2026-07-28, Streamable HTTP: Custom Headers from Tool Parameters).</summary>
/// <param name="Header">The header's name.</param>
/// <param name="Path">Names of the members that lead to the argument.</param>
internal sealed record MirroredArgument(string Header, IReadOnlyList<string> Path)
{
    private const string Opening = "=?base64?";
    private const string Closing = "?=";
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c), '\t']);

    /// <summary>The value of the argument as text; <see langword="null"/> where it is left out or null.</summary>
    public string? ValueIn(ReadOnlyMemory<byte> arguments)
    {
        foreach (var name in Path)
        {
            arguments = JsonMembers.Find(arguments, Encoding.UTF8.GetBytes(name));
        }

        return arguments.IsEmpty || arguments.Span.SequenceEqual("null"u8) ? null
            : JsonMembers.AsText(arguments) ?? Encoding.UTF8.GetString(arguments.Span);
    }

    /// <summary>Whether a header repeats the argument as it should; there is none where there is no argument.</summary>
    public bool IsRepeatedBy(string? header, ReadOnlyMemory<byte> arguments) => (header, ValueIn(arguments)) switch
    {
        (null, null) => true,
        ({ } said, { } value) => Decode(said) is { } decoded && Agrees(decoded, value),
        _ => false,
    };

    // Numbers are compared as numbers.
    private static bool Agrees(string header, string value) =>
        header == value
        || (decimal.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var right) && left == right);

    /// <summary>Writes a value so that a header can carry it.</summary>
    public static string Encode(string value) =>
        IsPlain(value) && value.AsSpan().Trim().Length == value.Length && !IsEncoded(value)
            ? value
            : $"{Opening}{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}{Closing}";

    /// <summary>Reads a value back; <see langword="null"/> when it is no valid one.</summary>
    public static string? Decode(string header)
    {
        if (!IsEncoded(header))
        {
            return IsPlain(header) ? header : null;
        }

        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Opening.Length..^Closing.Length], bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    /// <summary>Finds the arguments that a tool's schema marks.</summary>
    /// <exception cref="FormatException">A mark breaks the rules; such a tool must not be offered.</exception>
    public static IReadOnlyList<MirroredArgument> Of(JsonElement schema)
    {
        var found = new List<MirroredArgument>();
        Collect(schema, [], found);
        if (found.DistinctBy(f => f.Header, StringComparer.OrdinalIgnoreCase).Count() != found.Count)
        {
            throw new FormatException("two parameters want the same header");
        }

        return CountMarks(schema) == found.Count ? found : throw new FormatException("a marked parameter cannot be reached by 'properties' alone");
    }

    private static void Collect(JsonElement schema, IReadOnlyList<string> path, List<MirroredArgument> found)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            IReadOnlyList<string> here = [.. path, property.Name];
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("x-mcp-header", out var mark))
            {
                found.Add(new MirroredArgument("Mcp-Param-" + Check(mark, property.Value), here));
            }

            Collect(property.Value, here, found);
        }
    }

    private static string Check(JsonElement mark, JsonElement schema)
    {
        var name = mark.ValueKind == JsonValueKind.String ? mark.GetString()! : "";
        var type = schema.TryGetProperty("type", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString() : null;
        return name.Length == 0 || !name.All(IsTokenCharacter) ? throw new FormatException("'x-mcp-header' is no name of a header")
            : type is not ("string" or "integer" or "boolean") ? throw new FormatException("only text, whole numbers and booleans can go into headers")
            : name;
    }

    private static int CountMarks(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Sum(m => (m.NameEquals("x-mcp-header") ? 1 : 0) + CountMarks(m.Value)),
        JsonValueKind.Array => schema.EnumerateArray().Sum(CountMarks),
        _ => 0,
    };

    // RFC 9110, 5.6.2: tchar.
    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private static bool IsPlain(ReadOnlySpan<char> value) => value.IndexOfAnyExcept(Plain) < 0;

    private static bool IsEncoded(string value) =>
        value.Length >= Opening.Length + Closing.Length && value.StartsWith(Opening, StringComparison.Ordinal) && value.EndsWith(Closing, StringComparison.Ordinal);
}
