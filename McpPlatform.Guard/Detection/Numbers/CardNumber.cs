namespace McpPlatform.Guard.Detection.Numbers;

/// <summary>Payment cards: an issuer's prefix, the length it issues, the usual groups and the check digit.</summary>
internal static class CardNumber
{
    private const int Shortest = 13;
    private const int Longest = 19;

    /// <summary>How many groups from <paramref name="first"/> on are a card's number; 0 for none.</summary>
    public static int Match(in NumberRun run, int first)
    {
        Span<byte> digits = stackalloc byte[Longest];
        for (var count = 1; first + count <= run.Count && count <= 5; count++)
        {
            var length = run.CopyDigits(first, count, digits);
            if (length < 0)
            {
                return 0;
            }

            if (length >= Shortest && IsGrouped(run, first, count) && run.StandsAlone(first, first + count - 1) && IsIssued(digits[..length]))
            {
                return count;
            }
        }

        return 0;
    }

    private static bool IsGrouped(in NumberRun run, int first, int count) => count switch
    {
        1 => true,
        3 => run.Has(first, [4, 6, 5], " -"u8) || run.Has(first, [4, 6, 4], " -"u8),
        4 => run.Has(first, [4, 4, 4, 4], " -."u8) || run.Has(first, [4, 4, 4, 1], " -"u8),
        5 => run.Has(first, [4, 4, 4, 4, 3], " -"u8),
        _ => false,
    };

    private static bool IsIssued(ReadOnlySpan<byte> digits) =>
        IsIssuersLength((int)Checksums.Value(digits[..4]), digits.Length) && Checksums.Luhn(digits) && !Checksums.IsMonotonous(digits);

    // The prefixes of the networks, by their first four digits.
    private static bool IsIssuersLength(int prefix, int length) => prefix switch
    {
        >= 4000 and <= 4999 => length is 13 or 16 or 19,
        >= 5100 and <= 5599 or >= 2221 and <= 2720 => length == 16,
        >= 3400 and <= 3499 or >= 3700 and <= 3799 => length == 15,
        >= 3000 and <= 3059 or 3095 or >= 3600 and <= 3699 or >= 3800 and <= 3999 => length is 14 or 16 or 19,
        6011 or >= 6440 and <= 6599 => length is 16 or 19,
        >= 3528 and <= 3589 => length is 16 or 19,
        >= 6200 and <= 6299 or >= 8100 and <= 8171 => length is 16 or 17 or 18 or 19,
        >= 5000 and <= 5099 or >= 5600 and <= 5899 or >= 6300 and <= 6399 or >= 6700 and <= 6799 => length is 13 or 15 or 16 or 18 or 19,
        >= 2200 and <= 2204 => length is 16 or 17 or 18 or 19,
        _ => false,
    };
}
