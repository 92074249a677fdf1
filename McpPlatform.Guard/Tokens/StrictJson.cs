using System.Text.Json;

namespace McpPlatform.Guard.Tokens;

/// <summary>
/// JSON from somewhere else, read so that no two readers could see different things in it: no member twice, no comment, nothing behind the end, and
/// no depth that costs more than it says.
/// </summary>
public static class StrictJson
{
    private const int MaxDepth = 16;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads an object.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The object; <see langword="null"/> where it is none.</returns>
    public static JsonElement? ReadObject(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member that is a text.</summary>
    /// <param name="element">An object.</param>
    /// <param name="name">The member.</param>
    /// <returns>The text; <see langword="null"/> where there is none.</returns>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? TextOf(value) : null;

    /// <summary>The texts of a member that is a text or a list of texts.</summary>
    /// <param name="element">An object.</param>
    /// <param name="name">The member.</param>
    /// <returns>The texts; none where it is anything else.</returns>
    public static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Texts(value) : [];

    /// <summary>The texts of a value that is a text or a list of texts.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The texts; none where it is anything else.</returns>
    public static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when TextOf(value) is { } text => [text],
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(TextOf).OfType<string>()],
        _ => [],
    };

    // Half of a surrogate pair is no text.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
