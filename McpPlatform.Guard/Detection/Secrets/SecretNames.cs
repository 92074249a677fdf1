using System.Text;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>Names that say that what stands behind them is a secret: <c>db_password</c>, <c>apiKey</c>, <c>X-Auth-Token</c>.</summary>
internal static class SecretNames
{
    private const int Longest = 40;

    private static readonly string[] Passwords = ["password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "motdepasse", "contraseña", "wachtwoord", "hasło"];

    private static readonly string[] Keys =
        ["secret", "token", "apikey", "accesskey", "privatekey", "authkey", "secretkey", "clientsecret", "credential", "credentials", "bearer", "signature", "passkey", "accountkey", "storagekey", "encryptionkey", "signingkey", "masterkey"];

    private static readonly bool[] EndingTable = BuildTable();

    /// <summary>Whether a name may be one, by its last two bytes: one read of a table.</summary>
    public static bool MayEnd(ReadOnlySpan<byte> text, int end) => end >= 2 && EndingTable[Ending(Characters.ToLower(text[end - 2]), Characters.ToLower(text[end - 1]))];

    /// <summary>Whether a name says that its value is a password, which may be short and plain.</summary>
    public static bool IsPassword(ReadOnlySpan<byte> name) => EndsWithAny(name, Passwords);

    /// <summary>Whether a name says that its value is a key or token, which is long and random.</summary>
    public static bool IsKey(ReadOnlySpan<byte> name) => EndsWithAny(name, Keys);

    /// <summary>The name that ends at a place.</summary>
    public static ReadOnlySpan<byte> Before(ReadOnlySpan<byte> text, int end)
    {
        var start = end;
        while (start > 0 && end - start < Longest && (Characters.IsWord(text[start - 1]) || text[start - 1] is (byte)'_' or (byte)'-' or (byte)'.'))
        {
            start--;
        }

        return text[start..end];
    }

    private static bool EndsWithAny(ReadOnlySpan<byte> name, string[] endings)
    {
        Span<char> folded = stackalloc char[Longest];
        var plain = Fold(name.Length > Longest ? name[^Longest..] : name, folded);
        foreach (var ending in endings)
        {
            if (plain.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // "API_KEY", "api-key" and "apiKey" are one name.
    private static ReadOnlySpan<char> Fold(ReadOnlySpan<byte> name, Span<char> to)
    {
        Span<char> wide = stackalloc char[Longest];
        var count = Encoding.UTF8.GetChars(name, wide);
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

    private static ushort Ending(byte first, byte second) => (ushort)((first << 8) | second);

    private static bool[] BuildTable()
    {
        var table = new bool[65_536];
        foreach (var name in Passwords.Concat(Keys).Select(Encoding.UTF8.GetBytes))
        {
            table[Ending(name[^2], name[^1])] = true;
        }

        return table;
    }
}
