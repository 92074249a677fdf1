using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>
/// Where a read of files stands. It names the files with size and time, so that the next run reads only what is new, and a resumed run notices
/// a file that was changed under it. To a destination it says where the overlap with the next read begins, as <see cref="ReadCursor"/> does.
/// </summary>
internal sealed record FileCursor
{
    /// <summary>Run that wrote the cursor.</summary>
    public required Guid Run { get; init; }

    /// <summary>Files of that run: name → size and time.</summary>
    public required Dictionary<string, string> Files { get; init; }

    /// <summary>Files that earlier runs had read to the end.</summary>
    public Dictionary<string, string> Before { get; init; } = [];

    /// <summary>Greatest value of the cursor column, in binary as base64; <see langword="null"/> for none.</summary>
    public string? Value { get; init; }

    /// <summary>Greatest value before that run.</summary>
    public string? ValueBefore { get; init; }

    /// <summary>What the files read so far end with: file → its greatest value.</summary>
    public Dictionary<string, FileTail> Tails { get; init; } = [];

    /// <summary>The same as earlier runs left it.</summary>
    public Dictionary<string, FileTail> TailsBefore { get; init; } = [];

    /// <summary>Identity of the read: files are pinned, so a run that is resumed goes on with the same read.</summary>
    public Guid Read => Run;

    /// <summary>Where the overlap begins, as text; <see langword="null"/> where its column's order differs between systems.</summary>
    public string? From { get; init; }

    /// <summary>Type of <see cref="From"/>.</summary>
    public string? Type { get; init; }

    /// <summary>Name of the cursor column; <see langword="null"/> for a read without one.</summary>
    public string? Field { get; init; }

    /// <summary>The text connectors pass around.</summary>
    public string Write() => JsonSerializer.Serialize(this, FileCursorJson.Default.FileCursor);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static FileCursor? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, FileCursorJson.Default.FileCursor);
        }
        catch (JsonException exception)
        {
            throw new ConnectorException(FailureClass.Configuration,
                "The cursor was not written by the files connector. Run the pipeline once with a full refresh.", exception);
        }
    }
}

/// <summary>What a file ends with.</summary>
/// <param name="Value">Its greatest cursor value, in binary as base64; <see langword="null"/> for none.</param>
/// <param name="Missing">Whether a row of it has no value.</param>
internal sealed record FileTail(string? Value, bool Missing);

/// <summary>Cursors as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileCursor))]
internal sealed partial class FileCursorJson : JsonSerializerContext;
