using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>Reads values from their text, strictly: what is written another way than it would be shown again is not that type.</summary>
internal static class TextParsing
{
    /// <summary>Days between 0001-01-01 and 2000-01-01, where PostgreSQL counts from.</summary>
    private const int PostgresEpochDay = 730_119;

    /// <summary>A whole number without leading zeros or plus sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryInt64(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = text.Length > 1 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.Length is 0 or > 19 || (digits[0] == '0' && text.Length > 1))
        {
            return false;
        }

        ulong sum = 0;
        foreach (var c in digits)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
            {
                return false;
            }

            sum = (sum * 10) + digit;
        }

        value = negative ? -(long)sum : (long)sum;
        return sum <= (ulong)long.MaxValue || (negative && sum == 1UL << 63);
    }

    /// <summary>Whether a text is digits, a point and digits, so few that a float keeps them; leading zeros are refused.</summary>
    public static bool IsShortDecimal(ReadOnlySpan<byte> text)
    {
        var point = text.IndexOf((byte)'.');
        return point > 0 && text.Length <= 17 && (text[0] != '0' || point == 1) && point < text.Length - 1
            && !text[..point].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !text[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>A number in floating point.</summary>
    public static bool TryFloat64(ReadOnlySpan<byte> text, out double value)
    {
        if (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length)
        {
            return text[0] != '+' && (double.IsFinite(value) || IsSpecial(text));
        }

        return TrySpecial(text, out value);
    }

    /// <summary><c>true</c> or <c>false</c> in any case.</summary>
    public static bool TryBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = text.Length == 4 && System.Text.Ascii.EqualsIgnoreCase(text, "true"u8);
        return value || (text.Length == 5 && System.Text.Ascii.EqualsIgnoreCase(text, "false"u8));
    }

    /// <summary>An ISO date, as days since 2000-01-01.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !TryDigits(text[..4], out int year) || !TryDigits(text.Slice(5, 2), out int month) || !TryDigits(text.Slice(8, 2), out int day)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = new DateOnly(year, month, day).DayNumber - PostgresEpochDay;
        return true;
    }

    /// <summary>An ISO date and time, as microseconds since 2000-01-01; a date alone is its midnight.</summary>
    /// <param name="text">The text.</param>
    /// <param name="microseconds">The moment; in UTC when there is a zone.</param>
    /// <param name="hasZone">Whether a zone was written.</param>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long microseconds, out bool hasZone)
    {
        (microseconds, hasZone) = (0, false);
        if (text.Length < 10 || !TryDate(text[..10], out var days))
        {
            return false;
        }

        microseconds = days * TimeSpan.MicrosecondsPerDay;
        if (text.Length == 10)
        {
            return true;
        }

        if (text[10] is not ((byte)'T' or (byte)' ') || !TryTimeOfDay(text[11..], out var time, out var used)
            || !TryZone(text[(11 + used)..], out var offset, out hasZone))
        {
            return false;
        }

        microseconds += time - offset;
        return true;
    }

    /// <summary>A time of day to the microsecond.</summary>
    /// <param name="text">The text; something may follow.</param>
    /// <param name="microseconds">Since midnight.</param>
    /// <param name="used">Bytes it took.</param>
    public static bool TryTimeOfDay(ReadOnlySpan<byte> text, out long microseconds, out int used)
    {
        (microseconds, used) = (0, 5);
        if (text.Length < 5 || text[2] != ':' || !TryDigits(text[..2], out int hour) || !TryDigits(text.Slice(3, 2), out int minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        microseconds = ((hour * 60L) + minute) * 60_000_000;
        if (text.Length < 8 || text[5] != ':')
        {
            return true;
        }

        if (!TryDigits(text.Slice(6, 2), out int second) || second > 59)
        {
            return false;
        }

        used = 8;
        microseconds += second * 1_000_000L;
        return text.Length == 8 || text[8] is not ((byte)'.' or (byte)',') || TryFraction(text[9..], ref microseconds, ref used);
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref long microseconds, ref int used)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        count = count < 0 ? text.Length : count;
        var fraction = 0;

        // Digits beyond the microsecond would be lost; zeros there say nothing.
        if (count == 0 || text[Math.Min(count, 6)..count].ContainsAnyExcept((byte)'0') || !TryDigits(text[..Math.Min(count, 6)], out fraction))
        {
            return false;
        }

        for (var i = count; i < 6; i++)
        {
            fraction *= 10;
        }

        microseconds += fraction;
        used += 1 + count;
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long offset, out bool hasZone)
    {
        (offset, hasZone) = (0, text.Length > 0);
        if (text.Length == 0 || text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        var minutes = 0;
        var valid = text[0] is (byte)'+' or (byte)'-' && text.Length is 3 or 5 or 6 && TryDigits(text.Slice(1, 2), out offset)
            && (text.Length == 3 || (text.Length == 5 ? TryDigits(text[3..], out minutes) : text[3] == ':' && TryDigits(text[4..], out minutes)));
        offset = ((offset * 60) + minutes) * 60_000_000 * (text[0] == '-' ? -1 : 1);
        return valid && minutes < 60;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out long value)
    {
        var valid = TryDigits(text, out int small);
        value = small;
        return valid;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (int)digit;
        }

        return text.Length > 0;
    }

    private static bool IsSpecial(ReadOnlySpan<byte> text) => text.SequenceEqual("NaN"u8) || text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8);

    private static bool TrySpecial(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("NaN"u8) ? double.NaN : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity : double.NegativeInfinity;
        return IsSpecial(text);
    }
}
