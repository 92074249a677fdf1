using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary><c>json-pointer</c> (RFC 6901) and <c>relative-json-pointer</c>.</summary>
internal static partial class PointerFormats
{
    public static bool IsPointer(string text)
    {
        for (var i = text.IndexOf('~', StringComparison.Ordinal); i >= 0; i = text.IndexOf('~', i + 1))
        {
            if (i + 1 == text.Length || text[i + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return text.Length == 0 || text[0] == '/';
    }

    public static bool IsRelativePointer(string text) =>
        Upwards().Match(text) is { Success: true } upwards && (text[upwards.Length..] == "#" || IsPointer(text[upwards.Length..]));

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]*)")]
    private static partial Regex Upwards();
}
