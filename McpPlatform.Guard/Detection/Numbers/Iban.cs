namespace McpPlatform.Guard.Detection.Numbers;

/// <summary>International bank account numbers: the country's length and ISO 7064 MOD 97-10.</summary>
internal static class Iban
{
    private const int Shortest = 15;
    private const int Longest = 34;

    // Length by country, from the registry of ISO 13616.
    private static readonly Dictionary<int, int> Lengths = Build(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 "
        + "GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 "
        + "PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20");

    /// <summary>Where the number that begins at a word ends; 0 for none.</summary>
    public static int Match(ReadOnlySpan<byte> text, int start)
    {
        if (start + Shortest > text.Length || !Characters.IsDigit(text[start + 2]) || !Characters.IsDigit(text[start + 3])
            || !Lengths.TryGetValue(Country(text[start], text[start + 1]), out var length))
        {
            return 0;
        }

        Span<byte> account = stackalloc byte[Longest];
        var end = Collect(text, start, account[..length]);
        return end > 0 && (end == text.Length || !Characters.IsWord(text[end])) && IsValid(account[..length]) ? end : 0;
    }

    // Groups of four, with one blank or hyphen between them, or none at all. Whoever writes hyphens writes all of them, as UUIDs do not.
    private static int Collect(ReadOnlySpan<byte> text, int start, Span<byte> account)
    {
        var (at, hyphens) = (start, 0);
        for (var count = 0; count < account.Length; at++)
        {
            if (at == text.Length)
            {
                return 0;
            }

            if (text[at] is (byte)' ' or (byte)'-' && count % 4 == 0 && text[at - 1] is not ((byte)' ' or (byte)'-'))
            {
                hyphens += text[at] == '-' ? 1 : 0;
                continue;
            }

            if (!Characters.IsDigit(text[at]) && !Characters.IsAsciiLetter(text[at]))
            {
                return 0;
            }

            account[count++] = (byte)(Characters.IsDigit(text[at]) ? text[at] : text[at] & 0xDF);
        }

        return hyphens == 0 || hyphens == (account.Length - 1) / 4 ? at : 0;
    }

    private static bool IsValid(ReadOnlySpan<byte> account)
    {
        var rest = 0;
        for (var i = 0; i < account.Length; i++)
        {
            var sign = account[(i + 4) % account.Length];
            rest = Characters.IsDigit(sign) ? ((rest * 10) + sign - '0') % 97 : ((rest * 100) + sign - 'A' + 10) % 97;
        }

        return rest == 1;
    }

    private static int Country(byte first, byte second) => ((first & 0xDF) << 8) | (second & 0xDF);

    private static Dictionary<int, int> Build(string registry) =>
        registry.Split(' ').ToDictionary(e => Country((byte)e[0], (byte)e[1]), e => int.Parse(e.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));
}
