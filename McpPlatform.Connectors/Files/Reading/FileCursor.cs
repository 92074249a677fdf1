using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>
/// Where a read of files stands. It names the files with size and time, so that the next run reads only what is new, and a resumed run notices
/// a file that was changed under it.
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

    /// <summary>The text connectors pass around.</summary>
    public string Write() => JsonSerializer.Serialize(this, FileCursorJson.Default.FileCursor);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static FileCursor? Read(string? text)
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

/// <summary>Cursors as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileCursor))]
internal sealed partial class FileCursorJson : JsonSerializerContext;
