using System.Buffers.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>JSON Web Tokens (RFC 7515, RFC 7516): parts of base64 with points between, the first an object that names an algorithm.</summary>
internal static class SignedToken
{
    private const int LongestHeader = 2_048;
    private const int FewestParts = 3;

    /// <summary>Where the token that begins with "eyJ" ends; 0 for none.</summary>
    public static int Match(ReadOnlySpan<byte> text, int start)
    {
        var header = text[start..Math.Min(text.Length, start + LongestHeader)].IndexOf((byte)'.');
        if (header <= 0 || !IsHeader(text.Slice(start, header)))
        {
            return 0;
        }

        var end = start;
        var parts = 1;
        while (end < text.Length && (IsUrl(text[end]) || text[end] == '.'))
        {
            parts += text[end++] == '.' ? 1 : 0;
        }

        while (text[end - 1] == '.')
        {
            (end, parts) = (end - 1, parts - 1);
        }

        return parts >= FewestParts ? end : 0;
    }

    private static bool IsUrl(byte value) => Characters.IsDigit(value) || Characters.IsAsciiLetter(value) || value is (byte)'-' or (byte)'_';

    private static bool IsHeader(ReadOnlySpan<byte> part)
    {
        Span<byte> json = stackalloc byte[LongestHeader];
        if (!Base64Url.IsValid(part) || Base64Url.DecodeFromUtf8(part, json, out _, out var length) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json[..length]);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("alg"u8))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Not a header.
        }

        return false;
    }
}
