using System.Text.Json;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>Looks at JSON text without building anything of it.</summary>
internal static class JsonText
{
    /// <summary>Whether a text is one JSON value that a database can store: valid, and without NUL characters.</summary>
    public static bool IsStorable(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\u0000"u8) >= 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
