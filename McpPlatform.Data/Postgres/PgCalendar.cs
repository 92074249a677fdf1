using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace McpPlatform.Data.Postgres;

/// <summary>Dates and times over PostgreSQL's whole range, 4713 BC to beyond the year 294,000, which no type of the framework covers.</summary>
internal static class PgCalendar
{
    private const int EpochJulianDay = 2_451_545;
    private const int LastDay = 2_145_031_948;
    private static readonly long FirstTimestamp = -211_813_488_000_000_000;
    private static readonly long EndTimestamp = 9_223_371_331_200_000_000;

    public static void WriteDate(int days, IBufferWriter<byte> text)
    {
        if (days is int.MaxValue or int.MinValue)
        {
            text.Write(days > 0 ? "infinity"u8 : "-infinity"u8);
            return;
        }

        var bc = WriteDay(days, text);
        text.Write(bc ? " BC"u8 : default);
    }

    public static void WriteTime(long microseconds, IBufferWriter<byte> text)
    {
        Number(microseconds / 3_600_000_000, 2, text);
        text.Write(":"u8);
        Number(microseconds / 60_000_000 % 60, 2, text);
        text.Write(":"u8);
        WriteSeconds(microseconds % 60_000_000, text);
    }

    /// <summary>Seconds with two digits before the point, and behind it as many as there are.</summary>
    public static void WriteSeconds(long microseconds, IBufferWriter<byte> text)
    {
        Number(microseconds / 1_000_000, 2, text);
        var fraction = microseconds % 1_000_000;
        if (fraction == 0)
        {
            return;
        }

        var digits = 6;
        while (fraction % 10 == 0)
        {
            fraction /= 10;
            digits--;
        }

        text.Write("."u8);
        Number(fraction, digits, text);
    }

    public static void WriteTimestamp(long microseconds, ReadOnlySpan<byte> zone, IBufferWriter<byte> text)
    {
        if (microseconds is long.MaxValue or long.MinValue)
        {
            text.Write(microseconds > 0 ? "infinity"u8 : "-infinity"u8);
            return;
        }

        var day = Math.DivRem(microseconds, TimeSpan.MicrosecondsPerDay, out var time);
        if (time < 0)
        {
            day--;
            time += TimeSpan.MicrosecondsPerDay;
        }

        var bc = WriteDay((int)day, text);
        text.Write(" "u8);
        WriteTime(time, text);
        text.Write(zone);
        text.Write(bc ? " BC"u8 : default);
    }

    public static bool TryParseDate(ReadOnlySpan<byte> text, out int days)
    {
        if (TryInfinity(text, out var positive))
        {
            days = positive ? int.MaxValue : int.MinValue;
            return true;
        }

        var bc = TakeEra(ref text);
        return TryTakeDay(ref text, bc, out days) && text.IsEmpty;
    }

    public static bool TryParseTime(ReadOnlySpan<byte> text, out long microseconds) => TryTakeTime(ref text, out microseconds) && text.IsEmpty;

    /// <summary>A date, perhaps with a time, perhaps with a zone. Without one it is read as UTC; where no zone is kept, one that was given is ignored, as PostgreSQL does.</summary>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, bool keepsZone, out long microseconds)
    {
        if (TryInfinity(text, out var positive))
        {
            microseconds = positive ? long.MaxValue : long.MinValue;
            return true;
        }

        microseconds = 0;
        var bc = TakeEra(ref text);
        if (!TryTakeDay(ref text, bc, out var days))
        {
            return false;
        }

        long time = 0;
        long offset = 0;
        if (!text.IsEmpty)
        {
            if (text[0] is not ((byte)' ' or (byte)'T' or (byte)'t'))
            {
                return false;
            }

            text = text[1..].TrimStart((byte)' ');
            if (!TryTakeTime(ref text, out time) || !TryTakeZone(text, out offset))
            {
                return false;
            }
        }

        var exact = ((Int128)days * TimeSpan.MicrosecondsPerDay) + time - (keepsZone ? offset : 0);
        if (exact < FirstTimestamp || exact >= EndTimestamp)
        {
            return false;
        }

        microseconds = (long)exact;
        return true;
    }

    private static bool TryInfinity(ReadOnlySpan<byte> text, out bool positive)
    {
        positive = text is not [(byte)'-', ..];
        return Ascii.EqualsIgnoreCase(positive ? text : text[1..], "infinity"u8);
    }

    private static bool TakeEra(ref ReadOnlySpan<byte> text)
    {
        var bc = text.Length > 3 && Ascii.EqualsIgnoreCase(text[^3..], " BC"u8);
        text = bc ? text[..^3] : text;
        return bc;
    }

    private static bool TryTakeDay(ref ReadOnlySpan<byte> text, bool bc, out int days)
    {
        days = 0;
        var rest = text;
        if (!TryTakeNumber(ref rest, 4, 7, out var year) || !TryTake(ref rest, '-') || !TryTakeNumber(ref rest, 1, 2, out var month)
            || !TryTake(ref rest, '-') || !TryTakeNumber(ref rest, 1, 2, out var day) || year == 0 || month is < 1 or > 12)
        {
            return false;
        }

        var astronomical = bc ? 1 - year : year;
        if (day < 1 || day > DaysInMonth(astronomical, month))
        {
            return false;
        }

        var exact = JulianDay(astronomical, month, day) - EpochJulianDay;
        text = rest;
        days = (int)exact;
        return exact is >= -EpochJulianDay and <= LastDay;
    }

    private static bool TryTakeTime(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryTakeNumber(ref text, 1, 2, out var hour) || !TryTake(ref text, ':') || !TryTakeNumber(ref text, 2, 2, out var minute))
        {
            return false;
        }

        var second = 0;
        long fraction = 0;
        if (TryTake(ref text, ':') && (!TryTakeNumber(ref text, 2, 2, out second) || !TryTakeFraction(ref text, out fraction)))
        {
            return false;
        }

        microseconds = (((hour * 60L) + minute) * 60_000_000) + (second * 1_000_000L) + fraction;
        // PostgreSQL takes a leap second for the first of the next minute.
        return hour <= 24 && minute < 60 && second <= 60 && microseconds <= TimeSpan.MicrosecondsPerDay;
    }

    /// <summary>Digits behind the point, rounded to microseconds as PostgreSQL does; none where there is no point.</summary>
    public static bool TryTakeFraction(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryTake(ref text, '.'))
        {
            return true;
        }

        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
        {
            digits++;
        }

        for (var i = 0; i < 6; i++)
        {
            microseconds = (microseconds * 10) + (i < digits ? text[i] - '0' : 0);
        }

        microseconds += digits > 6 && text[6] >= '5' ? 1 : 0;
        text = text[digits..];
        return digits > 0;
    }

    private static bool TryTakeZone(ReadOnlySpan<byte> text, out long offset)
    {
        offset = 0;
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || text is [(byte)'Z' or (byte)'z'] || Ascii.EqualsIgnoreCase(text, "UTC"u8) || Ascii.EqualsIgnoreCase(text, "GMT"u8))
        {
            return true;
        }

        if (text[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        if (!TryTakeNumber(ref text, 2, 2, out var hours))
        {
            return false;
        }

        TryTake(ref text, ':');
        var minutes = 0;
        var seconds = 0;
        var valid = text.IsEmpty || (TryTakeNumber(ref text, 2, 2, out minutes)
            && (text.IsEmpty || (TryTake(ref text, ':') && TryTakeNumber(ref text, 2, 2, out seconds))));
        offset = sign * ((((hours * 60L) + minutes) * 60) + seconds) * 1_000_000;
        return valid && text.IsEmpty && hours < 16 && minutes < 60 && seconds < 60;
    }

    public static bool TryTakeNumber(ref ReadOnlySpan<byte> text, int least, int most, out int number)
    {
        number = 0;
        var digits = 0;
        while (digits < text.Length && digits < most && char.IsAsciiDigit((char)text[digits]))
        {
            number = (number * 10) + (text[digits++] - '0');
        }

        text = text[digits..];
        return digits >= least;
    }

    public static bool TryTake(ref ReadOnlySpan<byte> text, char wanted)
    {
        if (text.IsEmpty || text[0] != wanted)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool WriteDay(int days, IBufferWriter<byte> text)
    {
        var (year, month, day) = Civil((long)days + EpochJulianDay);
        var bc = year <= 0;
        Number(bc ? 1 - year : year, 4, text);
        text.Write("-"u8);
        Number(month, 2, text);
        text.Write("-"u8);
        Number(day, 2, text);
        return bc;
    }

    public static void Number(long value, byte digits, IBufferWriter<byte> text)
    {
        Utf8Formatter.TryFormat(value, text.GetSpan(24), out var written, new StandardFormat('D', digits));
        text.Advance(written);
    }

    private static void Number(long value, int digits, IBufferWriter<byte> text) => Number(value, (byte)digits, text);

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // The proleptic Gregorian calendar by eras of 400 years that begin on the first of March.
    private static long JulianDay(int year, int month, int day)
    {
        var shifted = month <= 2 ? year - 1L : year;
        var era = Math.DivRem(shifted, 400, out var yearOfEra);
        if (yearOfEra < 0)
        {
            era--;
            yearOfEra += 400;
        }

        var dayOfYear = ((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5 + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra + 1_721_120;
    }

    private static (long Year, long Month, long Day) Civil(long julianDay)
    {
        var era = Math.DivRem(julianDay - 1_721_120, 146_097, out var dayOfEra);
        if (dayOfEra < 0)
        {
            era--;
            dayOfEra += 146_097;
        }

        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * shifted) + 2) / 5) + 1;
        var month = shifted < 10 ? shifted + 3 : shifted - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }
}
