namespace McpPlatform.Guard.Detection.Numbers;

/// <summary>Social Security numbers of the United States: three parts, none of them one that is never issued.</summary>
internal static class SocialSecurityNumber
{
    /// <summary>How many groups from <paramref name="first"/> on are one; 0 for none. Without hyphens, words nearby must speak for it.</summary>
    public static int Match(in NumberRun run, int first, in Surroundings around)
    {
        var isWritten = run.Has(first, [3, 2, 4], "-"u8);
        var isSpaced = !isWritten && run.Has(first, [3, 2, 4], " "u8);
        var isBare = !isWritten && !isSpaced && run[first].Length == 9;
        var count = isBare ? 1 : 3;
        if (!(isWritten || isSpaced || isBare) || !run.StandsAlone(first, first + count - 1))
        {
            return 0;
        }

        Span<byte> digits = stackalloc byte[9];
        run.CopyDigits(first, count, digits);
        return IsIssued(digits) && (isWritten || around.Speak(run[first].Start, Context.SocialSecurity, Detectors.SocialSecurity)) ? count : 0;
    }

    // 20 CFR 422.103 and the agency's notice on randomisation: these are never given.
    private static bool IsIssued(ReadOnlySpan<byte> digits) =>
        !digits[..3].SequenceEqual("000"u8) && !digits[..3].SequenceEqual("666"u8) && digits[0] != '9'
        && !digits[3..5].SequenceEqual("00"u8) && !digits[5..].SequenceEqual("0000"u8)
        && !digits.SequenceEqual("123456789"u8) && !digits.SequenceEqual("078051120"u8) && !digits.SequenceEqual("219099999"u8);
}
