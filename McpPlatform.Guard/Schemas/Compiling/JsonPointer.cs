using System.Globalization;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>Goes one step; <see langword="null"/> where it leads nowhere.</summary>
    public static JsonElement? Step(JsonElement from, string token) => from.ValueKind switch
    {
        JsonValueKind.Object when JsonText.TryMember(from, Unescape(token), out var member) => member,
        JsonValueKind.Array when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < from.GetArrayLength() => from[index],
        _ => null,
    };
}
