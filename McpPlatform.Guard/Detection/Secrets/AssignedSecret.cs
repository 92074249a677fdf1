using System.Buffers;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>Secrets that stand behind their name: <c>password=…</c>, <c>api_key: "…"</c>, <c>Authorization: Bearer …</c>, <c>the password is …</c>.</summary>
internal static class AssignedSecret
{
    private const int ShortestPassword = 6;
    private const int ShortestKey = 12;
    private const int LongestValue = 512;
    private const double FewestBits = 2.8;

    private static SearchValues<byte> Ends { get; } = SearchValues.Create(" \t\r\n\"'`,;<>)}]&|"u8);

    private static SearchValues<byte> Marks { get; } = SearchValues.Create("!?#$%&*+-_@"u8);

    private static SearchValues<byte> Identifier { get; } = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."u8);

    /// <summary>Whether a name says that its value is a secret, and the value is one and no placeholder.</summary>
    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => SecretNames.MayEnd(name, name.Length) && IsSecret(name, value);

    /// <summary>Whether a word may be the last of such a name, by its last two letters and by what follows it.</summary>
    public static bool MayEndName(ReadOnlySpan<byte> text, int end) => end + 1 < text.Length && text[end] switch
    {
        (byte)':' or (byte)'=' => SecretNames.MayEnd(text, end),
        (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' => text[end + 1] is (byte)':' or (byte)'=' or (byte)' ' && SecretNames.MayEnd(text, end),
        (byte)'\\' => text[end + 1] == '"' && SecretNames.MayEnd(text, end),
        (byte)' ' => text[end + 1] is (byte)'=' or (byte)':' or (byte)'i' or (byte)'e' ? SecretNames.MayEnd(text, end) : IsScheme(text, end),
        _ => false,
    };

    /// <summary>The value behind a name that ends here; an empty range for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="nameEnd">Where the last word of the name ends.</param>
    public static Range Match(ReadOnlySpan<byte> text, int nameEnd)
    {
        if (IsScheme(text, nameEnd))
        {
            return Value(text, nameEnd + 1) is var credential && IsRandom(text[credential]) ? credential : default;
        }

        var name = SecretNames.Before(text, nameEnd);
        if (Spoken(text, nameEnd) is var speech and > 0)
        {
            return SecretNames.IsPassword(name) && Value(text, speech) is var said && IsPasswordLike(text[said]) ? said : default;
        }

        return AfterSign(text, nameEnd) is var start and > 0 && Value(text, start) is var value && IsSecret(name, text[value]) && !IsCode(text, value) ? value : default;
    }

    private static bool IsSecret(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        value.Length <= LongestValue && !Placeholders.Has(value)
        && (SecretNames.IsPassword(name) ? value.Length >= ShortestPassword : value.Length >= ShortestKey && !value.Contains((byte)' ') && SecretNames.IsKey(name) && IsRandom(value));

    private static bool IsRandom(ReadOnlySpan<byte> value) =>
        value.Length >= ShortestKey && value.ContainsAnyInRange((byte)'0', (byte)'9') && Entropy.Of(value) >= FewestBits && !Placeholders.Has(value);

    // What a sentence calls a password has more to show than the next word does.
    private static bool IsPasswordLike(ReadOnlySpan<byte> value) =>
        value.Length >= ShortestPassword && value.ContainsAnyInRange((byte)'0', (byte)'9') && (value.ContainsAnyInRange((byte)'A', (byte)'Z') || value.ContainsAny(Marks));

    // "Bearer eyJ…", "Basic dXNlcjpwYXNz": the schemes of the Authorization header (RFC 7617, RFC 6750).
    private static bool IsScheme(ReadOnlySpan<byte> text, int end) =>
        text[end] == ' ' && (text[..end].EndsWith("earer"u8) || (text[..end].EndsWith("asic"u8) && text[..end] is [.., (byte)':' or (byte)' ' or (byte)'"', _, (byte)'a', (byte)'s', (byte)'i', (byte)'c'] && IsAfterHeader(text, end)));

    private static bool IsAfterHeader(ReadOnlySpan<byte> text, int end)
    {
        const int reach = 24;
        return text[Math.Max(0, end - reach)..end].IndexOf("uthorization"u8) >= 0;
    }

    // "password is x", "Passwort ist x", "mot de passe est x"
    private static int Spoken(ReadOnlySpan<byte> text, int end) =>
        text[end..].StartsWith(" is "u8) || text[end..].StartsWith(" es "u8) ? end + 4 : text[end..].StartsWith(" ist "u8) || text[end..].StartsWith(" est "u8) ? end + 5 : 0;

    // Where the value begins behind "= x", ": x", "": "x"", "=> x" and "" value="x"".
    private static int AfterSign(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start < text.Length && start - at < 3 && text[start] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)' ' or (byte)'\\')
        {
            start++;
        }

        start += text[start..].StartsWith("value="u8) ? "value".Length : 0;
        if (start >= text.Length || text[start] is not ((byte)'=' or (byte)':'))
        {
            return 0;
        }

        while (start < text.Length && text[start] is (byte)'=' or (byte)':' or (byte)'>' or (byte)' ' or (byte)'"' or (byte)'\'' or (byte)'`' or (byte)'\\')
        {
            start++;
        }

        return start < text.Length ? start : 0;
    }

    private static Range Value(ReadOnlySpan<byte> text, int start)
    {
        var rest = text[start..Math.Min(text.Length, start + LongestValue + 1)];
        var length = rest.IndexOfAny(Ends);
        var end = start + (length < 0 ? rest.Length : length);
        return start..(end > start && text[end - 1] == '\\' ? end - 1 : end);
    }

    // "password = read_password()": what computes a secret is none.
    private static bool IsCode(ReadOnlySpan<byte> text, Range range)
    {
        var value = text[range];
        var call = value.IndexOf((byte)'(');
        return text[range.Start.Value - 1] is not ((byte)'"' or (byte)'\'' or (byte)'`') && call > 0 && value[..call].IndexOfAnyExcept(Identifier) < 0;
    }
}
