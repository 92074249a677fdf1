using System.Collections.Frozen;
using System.Text;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>Secrets that stand behind their name: <c>password=…</c>, <c>api_key: "…"</c>, <c>Authorization: Bearer …</c>.</summary>
internal static class AssignedSecret
{
    private const int LongestName = 40;
    private const int ShortestPassword = 6;
    private const int ShortestKey = 12;
    private const int LongestValue = 512;
    private const double FewestBits = 2.8;

    private static readonly FrozenSet<string> Passwords = FrozenSet.ToFrozenSet(["password", "passwd", "pwd", "passphrase", "passwort", "motdepasse", "contraseña"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PasswordNames = Passwords.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly ushort[] EndingTable = [.. "rd wd se rt es et en ey al ls er re ña".Split(' ').Select(Encoding.UTF8.GetBytes).Select(b => (ushort)((b[^2] << 8) | b[^1]))];

    private static readonly string[] KeyNames = ["secret", "token", "apikey", "accesskey", "privatekey", "authkey", "secretkey", "clientsecret", "credential", "credentials", "bearer", "signature", "passkey"];

    /// <summary>Whether a name says that its value is a secret.</summary>
    public static bool IsName(ReadOnlySpan<byte> name) => name.Length > 2 && IsEnding(name, name.Length) && (IsPasswordName(name) || IsKeyName(name));

    /// <summary>Whether a word may be the last of such a name, by its last two letters and by what follows it.</summary>
    public static bool MayEndName(ReadOnlySpan<byte> text, int end) => end < text.Length && end >= 2 && text[end] switch
    {
        (byte)':' or (byte)'=' => IsEnding(text, end),
        (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' => end + 1 < text.Length && text[end + 1] is (byte)':' or (byte)'=' or (byte)' ' && IsEnding(text, end),
        (byte)' ' => IsEnding(text, end) && end + 1 < text.Length && (text[end + 1] is (byte)'=' or (byte)':' || text[..end].EndsWith("earer"u8)),
        _ => false,
    };

    /// <summary>The value behind a name that ends here; an empty range for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="nameEnd">Where the last word of the name ends.</param>
    public static Range Match(ReadOnlySpan<byte> text, int nameEnd)
    {
        var isAssignment = TryFindValue(text, nameEnd, out var start);
        if (!isAssignment)
        {
            return default;
        }

        var name = NameBefore(text, nameEnd);
        var end = ValueEnd(text, start);
        return IsSecret(name, text[start..end]) ? start..end : default;
    }

    /// <summary>Whether a value under a name is a secret and no placeholder.</summary>
    public static bool IsSecret(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        value.Length <= LongestValue && !Placeholders.Has(value)
        && (IsPasswordName(name) ? value.Length >= ShortestPassword : IsKeyName(name) && value.Length >= ShortestKey && !value.Contains((byte)' ') && HasVariety(value));

    private static bool IsEnding(ReadOnlySpan<byte> text, int end) =>
        EndingTable.AsSpan().IndexOf((ushort)((Characters.ToLower(text[end - 2]) << 8) | Characters.ToLower(text[end - 1]))) >= 0;

    private static bool HasVariety(ReadOnlySpan<byte> value) =>
        value.ContainsAnyInRange((byte)'0', (byte)'9') && Entropy.Of(value) >= FewestBits;

    // "= x", ": x", "": "x"", "=> x", " is x" is speech and left out.
    private static bool TryFindValue(ReadOnlySpan<byte> text, int at, out int start)
    {
        start = at;
        while (start < text.Length && text[start] is (byte)'"' or (byte)'\'' or (byte)'`' or (byte)']' or (byte)' ' && start - at < 3)
        {
            start++;
        }

        if (start >= text.Length || text[start] is not ((byte)'=' or (byte)':'))
        {
            return IsBearer(text, at, ref start);
        }

        while (start < text.Length && text[start] is (byte)'=' or (byte)':' or (byte)'>' or (byte)' ' or (byte)'"' or (byte)'\'' or (byte)'`')
        {
            start++;
        }

        return start < text.Length;
    }

    private static bool IsBearer(ReadOnlySpan<byte> text, int at, ref int start)
    {
        start = at + 1;
        return at + 1 < text.Length && text[at] == ' ' && text[..at].EndsWith("earer"u8);
    }

    private static int ValueEnd(ReadOnlySpan<byte> text, int start)
    {
        var rest = text[start..Math.Min(text.Length, start + LongestValue + 1)];
        var length = rest.IndexOfAny(" \t\r\n\"'`,;<>)}]&|"u8);
        return start + (length < 0 ? rest.Length : length);
    }

    private static ReadOnlySpan<byte> NameBefore(ReadOnlySpan<byte> text, int end)
    {
        var start = end;
        while (start > 0 && end - start < LongestName && (Characters.IsWord(text[start - 1]) || text[start - 1] is (byte)'_' or (byte)'-' or (byte)'.'))
        {
            start--;
        }

        return text[start..end];
    }

    private static bool IsPasswordName(ReadOnlySpan<byte> name)
    {
        Span<char> folded = stackalloc char[LongestName];
        var plain = Fold(name, folded);
        if (PasswordNames.Contains(plain))
        {
            return true;
        }

        foreach (var password in Passwords)
        {
            if (plain.EndsWith(password, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKeyName(ReadOnlySpan<byte> name)
    {
        Span<char> folded = stackalloc char[LongestName];
        var plain = Fold(name, folded);
        foreach (var key in KeyNames)
        {
            if (plain.EndsWith(key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // "API_KEY", "api-key" and "apiKey" are one name.
    private static ReadOnlySpan<char> Fold(ReadOnlySpan<byte> name, Span<char> to)
    {
        Span<char> wide = stackalloc char[LongestName];
        name = name.Length > LongestName ? name[^LongestName..] : name;
        if (!Encoding.UTF8.TryGetChars(name, wide, out var count))
        {
            return default;
        }

        var length = 0;
        foreach (var letter in wide[..count])
        {
            if (letter is not ('_' or '-' or '.' or ' '))
            {
                to[length++] = char.ToLowerInvariant(letter);
            }
        }

        return to[..length];
    }
}
