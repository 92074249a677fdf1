using McpPlatform.Guard.Detection.Numbers;

namespace McpPlatform.Guard.Detection.NationalIds;

/// <summary>Numbers of people that hold letters, each with its own check.</summary>
internal static class LetteredId
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string FinnishLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private const int ItalianLength = 16;
    private const int IndianLength = 10;

    // Value of each sign at an odd place of the Italian code: decree of 23 December 1976.
    private static ReadOnlySpan<byte> ItalianOdd => [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <summary>Where the number that begins at a word ends; 0 for none.</summary>
    public static int Match(ReadOnlySpan<byte> text, int start, int end, in Surroundings around)
    {
        var length = end - start;
        var found = length switch
        {
            8 or 9 when Spanish(text[start..end]) => end,
            9 when BritishInsurance(text[start..end]) => end,
            IndianLength when IndianAccount(text[start..end]) => end,
            ItalianLength when Italian(text[start..end]) => end,
            2 => SpacedInsurance(text, start),
            6 or 7 or 11 => Finnish(text, start),
            _ => 0,
        };
        return found == end || found == 0 || found == text.Length || !Characters.IsWord(text[found]) ? Confirmed(found, start, length, around) : 0;
    }

    // Letters and digits are also an order number: the Indian form, and the British unless it is written in pairs, need words nearby.
    private static int Confirmed(int found, int start, int length, in Surroundings around) =>
        found > 0 && length is 9 or IndianLength && !Characters.IsDigit(around.Text[start + 1]) && !around.Speak(start, Context.NationalId, Detectors.NationalId) ? 0 : found;

    // DNI: eight digits and a letter; NIE: X, Y or Z stands for 0, 1 or 2.
    private static bool Spanish(ReadOnlySpan<byte> word)
    {
        if (word.Length != 9 || !Characters.IsUpper(word[8]) || word[1..8].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var head = word[0] switch { >= (byte)'0' and <= (byte)'9' => word[0] - '0', >= (byte)'X' and <= (byte)'Z' => word[0] - 'X', _ => -1 };
        return head >= 0 && SpanishLetters[(int)(((head * 10_000_000L) + Checksums.Value(word[1..8])) % 23)] == word[8];
    }

    private static bool BritishInsurance(ReadOnlySpan<byte> word) =>
        word.Length == 9 && IsInsurancePrefix(word[0], word[1]) && !word[2..8].ContainsAnyExceptInRange((byte)'0', (byte)'9') && word[8] is >= (byte)'A' and <= (byte)'D';

    // PAN: five letters, the fourth of which says who holds it, four digits, a letter.
    private static bool IndianAccount(ReadOnlySpan<byte> word) =>
        !word[..5].ContainsAnyExceptInRange((byte)'A', (byte)'Z') && "PCHFATBLJG"u8.Contains(word[3]) && !word[5..9].ContainsAnyExceptInRange((byte)'0', (byte)'9') && Characters.IsUpper(word[9]);

    // AB 12 34 56 C
    private static int SpacedInsurance(ReadOnlySpan<byte> text, int start)
    {
        const int length = 13;
        return start + length <= text.Length && IsInsurancePrefix(text[start], text[start + 1]) && IsPair(text, start + 2) && IsPair(text, start + 5)
            && IsPair(text, start + 8) && text[start + 11] == ' ' && text[start + 12] is >= (byte)'A' and <= (byte)'D'
                ? start + length
                : 0;
    }

    private static bool IsPair(ReadOnlySpan<byte> text, int at) => text[at] == ' ' && Characters.IsDigit(text[at + 1]) && Characters.IsDigit(text[at + 2]);

    private static bool IsInsurancePrefix(byte first, byte second) =>
        Characters.IsUpper(first) && Characters.IsUpper(second) && !"DFIQUV"u8.Contains(first) && !"DFIQUVO"u8.Contains(second)
        && ((first << 8) | second) is not (('B' << 8) | 'G') and not (('G' << 8) | 'B') and not (('K' << 8) | 'N') and not (('N' << 8) | 'K')
            and not (('N' << 8) | 'T') and not (('T' << 8) | 'N') and not (('Z' << 8) | 'Z');

    private static bool Italian(ReadOnlySpan<byte> word)
    {
        const string form = "AAAAAA00A00A000A";
        var sum = 0;
        for (var i = 0; i < ItalianLength; i++)
        {
            var isDigit = Characters.IsDigit(word[i]);
            if (!isDigit && !Characters.IsUpper(word[i]) || (form[i] == 'A' && isDigit) || (form[i] == '0' && !isDigit))
            {
                return false;
            }

            var value = isDigit ? word[i] - '0' : word[i] - 'A';
            sum += i == ItalianLength - 1 ? 0 : i % 2 == 0 ? ItalianOdd[value] : value;
        }

        return sum % 26 == word[^1] - 'A';
    }

    // ddmmyy, a sign of the century, three digits and a letter: 131052-308T. The signs - and + end a word, the letters do not.
    private static int Finnish(ReadOnlySpan<byte> text, int start)
    {
        const int length = 11;
        if (start + length > text.Length || text.Slice(start, 6).ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || text.Slice(start + 7, 3).ContainsAnyExceptInRange((byte)'0', (byte)'9') || !"-+ABCDEFYXWVU"u8.Contains(text[start + 6]))
        {
            return 0;
        }

        var number = (Checksums.Value(text.Slice(start, 6)) * 1000) + Checksums.Value(text.Slice(start + 7, 3));
        return FinnishLetters[(int)(number % 31)] == text[start + 10] && Checksums.Value(text.Slice(start + 2, 2)) is >= 1 and <= 12 ? start + length : 0;
    }
}
