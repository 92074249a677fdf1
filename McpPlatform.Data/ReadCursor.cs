using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpPlatform.Data;

/// <summary>
/// What a segment's cursor says where its source is being written to while it is read. To whom it does not concern it is an opaque text; a
/// destination reads two things from it: whether a read began anew, and where the overlap with the next read begins.
/// </summary>
public sealed record ReadCursor
{
    /// <summary>Identity of the read. A read that cannot be continued begins anew under another identity.</summary>
    [JsonPropertyName("read")]
    public required Guid Read { get; init; }

    /// <summary>The run that read.</summary>
    [JsonPropertyName("run")]
    public Guid Run { get; init; }

    /// <summary>Least value of the cursor column this read took; <see langword="null"/> for all.</summary>
    [JsonPropertyName("since")]
    public string? Since { get; init; }

    /// <summary>Least value the next read takes: rows from here on, and those without value, can come again; <see langword="null"/> for all.</summary>
    [JsonPropertyName("from")]
    public string? From { get; init; }

    /// <summary>The cursor column's type; <see langword="null"/> where the read has no cursor.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>Name of the cursor column at the source; <see langword="null"/> where the read has no cursor.</summary>
    [JsonPropertyName("field")]
    public string? Field { get; init; }

    /// <summary>A greater value that becomes <see cref="From"/> when the transactions that were open beside it have ended.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }

    /// <summary>The transactions that were open when <see cref="Next"/> was noted.</summary>
    [JsonPropertyName("open")]
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>Reads a cursor; <see langword="null"/> where the text is none of this kind.</summary>
    /// <param name="text">The text.</param>
    public static ReadCursor? Parse(string? text)
    {
        if (text is null || !text.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, ReadCursorJson.Default.ReadCursor);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether what was staged up to one cursor must be dropped before rows with another are staged: the source could not continue its read
    /// and began anew.
    /// </summary>
    /// <param name="staged">Cursor of the last staged segment.</param>
    /// <param name="next">Cursor of the segment that comes.</param>
    public static bool BeganAnew(string? staged, string? next) =>
        !ReferenceEquals(staged, next) && staged != next && Parse(staged) is { } before && Parse(next) is { } after && before.Read != after.Read;

    /// <summary>Whether a read took all rows, and not only those from some value on.</summary>
    /// <param name="cursor">Cursor of its segments; where nothing can be read from it, the read is taken for one of some rows.</param>
    public static bool ReadAll(string? cursor) => Parse(cursor) is { Since: null };

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this, ReadCursorJson.Default.ReadCursor);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadCursor))]
internal sealed partial class ReadCursorJson : JsonSerializerContext;
