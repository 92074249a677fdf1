using McpPlatform.Guard.Detection.Numbers;

namespace McpPlatform.Guard.Detection.NationalIds;

/// <summary>
/// Numbers that states give their people and that begin with a digit. Those whose written form or checksum is telling stand for themselves; those
/// that many other numbers resemble need words nearby.
/// </summary>
internal static class NationalIdNumber
{
    private delegate bool Check(ReadOnlySpan<byte> digits);

    private static readonly Form[] Forms =
    [
        new([13], "", SwissAhv, IsTelling: true),
        new([3, 4, 4, 2], ".", SwissAhv, IsTelling: true),
        new([3, 3, 3, 2], ".-", BrazilianCpf, IsTelling: true),
        new([11], "", BrazilianCpf),
        new([11], "", PolishPesel),
        new([11], "", GermanTaxId),
        new([2, 3, 3, 3], " ", GermanTaxId),
        new([11], "", BelgianRegister),
        new([2, 2, 2, 3, 2], ".-", BelgianRegister, IsTelling: true),
        new([11], "", NorwegianBirth),
        new([6, 5], " ", NorwegianBirth),
        new([6, 4], "-", DanishCpr),
        new([9], "", PortugueseNif),
        new([3, 3, 3], " ", PortugueseNif),
        new([15], "", FrenchInsee, IsTelling: true),
        new([1, 2, 2, 2, 3, 3, 2], " ", FrenchInsee, IsTelling: true),
        new([12], "", Checksums.Verhoeff),
        new([4, 4, 4], " -", Checksums.Verhoeff),
        new([10], "", BritishNhs),
        new([3, 3, 4], " -", BritishNhs),
        new([9], "", CanadianSin),
        new([3, 3, 3], " -", CanadianSin),
        new([9], "", AustralianTaxFile),
        new([3, 3, 3], " ", AustralianTaxFile),
        new([9], "", DutchBsn),
        new([10], "", SwedishPerson),
        new([6, 4], "-", SwedishPerson, IsTelling: true),
        new([8, 4], "-", SwedishCentury, IsTelling: true),
        new([12], "", SwedishCentury),
        new([13], "", RomanianCnp),
    ];

    /// <summary>How many groups from <paramref name="first"/> on are one; 0 for none.</summary>
    public static int Match(in NumberRun run, int first, in Surroundings around)
    {
        Span<byte> digits = stackalloc byte[16];
        var spoken = -1;
        foreach (var form in Forms)
        {
            if (run[first].Length != form.Lengths[0] || !form.Fits(run, first) || !run.StandsAlone(first, first + form.Lengths.Length - 1))
            {
                continue;
            }

            var length = run.CopyDigits(first, form.Lengths.Length, digits);
            if (!Checksums.IsMonotonous(digits[..length]) && form.IsValid(digits[..length])
                && (form.IsTelling || (spoken = spoken < 0 ? around.Speak(run[first].Start, Context.NationalId, Detectors.NationalId) ? 1 : 0 : spoken) == 1))
            {
                return form.Lengths.Length;
            }
        }

        return 0;
    }

    // GTIN-13 with the country's prefix 756.
    private static bool SwissAhv(ReadOnlySpan<byte> d) =>
        d.StartsWith("756"u8) && (Checksums.Weighted(d, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) + d[12] - '0') % 10 == 0;

    private static bool BrazilianCpf(ReadOnlySpan<byte> d) =>
        Check11(Checksums.Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2])) == d[9] - '0' && Check11(Checksums.Weighted(d, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) == d[10] - '0';

    private static int Check11(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);

    private static bool PolishPesel(ReadOnlySpan<byte> d) =>
        IsMonthDay(((int)Checksums.Value(d[2..4]) % 20), (int)Checksums.Value(d[4..6])) && (Checksums.Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) + d[10] - '0') % 10 == 0;

    private static bool GermanTaxId(ReadOnlySpan<byte> d) => d[0] != '0' && Checksums.Mod11And10(d);

    // Born from 2000 on, a 2 stands before the number when the check is computed.
    private static bool BelgianRegister(ReadOnlySpan<byte> d)
    {
        var number = Checksums.Value(d[..9]);
        var check = Checksums.Value(d[9..]);
        return IsMonthDay((int)Checksums.Value(d[2..4]), (int)Checksums.Value(d[4..6])) && (97 - (number % 97) == check || 97 - ((2_000_000_000 + number) % 97) == check);
    }

    // Two check digits, modulo 11.
    private static bool NorwegianBirth(ReadOnlySpan<byte> d) =>
        IsMonthDay((int)Checksums.Value(d[2..4]) % 40, (int)Checksums.Value(d[..2]) % 40)
        && (Checksums.Weighted(d, [3, 7, 6, 1, 8, 9, 4, 5, 2]) + d[9] - '0') % 11 == 0 && (Checksums.Weighted(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) + d[10] - '0') % 11 == 0;

    // Since 2007 numbers are issued that fail the old check: only the date is left.
    private static bool DanishCpr(ReadOnlySpan<byte> d) => IsMonthDay((int)Checksums.Value(d[2..4]), (int)Checksums.Value(d[..2]));

    private static bool PortugueseNif(ReadOnlySpan<byte> d) => d[0] is not ((byte)'0' or (byte)'4' or (byte)'7') && Check11(Checksums.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2])) == d[8] - '0';

    private static bool FrenchInsee(ReadOnlySpan<byte> d) =>
        d[0] is (byte)'1' or (byte)'2' && Checksums.Value(d[3..5]) is >= 1 and <= 12 or >= 20 and <= 42 && 97 - (Checksums.Value(d[..13]) % 97) == Checksums.Value(d[13..]);

    private static bool BritishNhs(ReadOnlySpan<byte> d)
    {
        var check = 11 - (Checksums.Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return (check == 11 ? 0 : check) == d[9] - '0';
    }

    private static bool CanadianSin(ReadOnlySpan<byte> d) => d[0] is not ((byte)'0' or (byte)'8') && Checksums.Luhn(d);

    private static bool AustralianTaxFile(ReadOnlySpan<byte> d) => Checksums.Weighted(d, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0;

    private static bool DutchBsn(ReadOnlySpan<byte> d) => (Checksums.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) - (d[8] - '0')) % 11 == 0;

    private static bool SwedishPerson(ReadOnlySpan<byte> d) =>
        IsMonthDay((int)Checksums.Value(d[2..4]), (int)Checksums.Value(d[4..6]) % 60) && Checksums.Luhn(d);

    private static bool SwedishCentury(ReadOnlySpan<byte> d) => Checksums.Value(d[..2]) is 18 or 19 or 20 && SwedishPerson(d[2..]);

    private static bool RomanianCnp(ReadOnlySpan<byte> d) =>
        d[0] != '0' && IsMonthDay((int)Checksums.Value(d[3..5]), (int)Checksums.Value(d[5..7]))
        && Checksums.Weighted(d, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 % 10 == d[12] - '0';

    private static bool IsMonthDay(int month, int day) => month is >= 1 and <= 12 && day is >= 1 and <= 31;

    /// <summary>How a number is written, and how it is checked.</summary>
    private sealed record Form(byte[] Lengths, string Separators, Check IsValid, bool IsTelling = false)
    {
        private readonly byte[] signs = System.Text.Encoding.ASCII.GetBytes(Separators);

        // 123.456.789-09 and 67.09.11-510.48 have two signs; all others one throughout.
        public bool Fits(in NumberRun run, int first) =>
            Lengths.Length == 1 || (first + Lengths.Length <= run.Count && (Separators == ".-" ? HasPointsAndHyphen(run, first) : run.Has(first, Lengths, signs)));

        private bool HasPointsAndHyphen(in NumberRun run, int first)
        {
            for (var i = 0; i < Lengths.Length; i++)
            {
                if (run[first + i].Length != Lengths[i] || (i > 0 && run[first + i].Before != (i == 3 ? '-' : '.')))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
