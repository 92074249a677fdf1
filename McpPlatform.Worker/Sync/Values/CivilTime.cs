namespace McpPlatform.Worker.Sync.Values;

/// <summary>Days since 2000-01-01 and calendar dates, over the whole range that PostgreSQL has (4713 BC to 294276 AD), which is wider than <see cref="DateTime"/>.</summary>
internal static class CivilTime
{
    /// <summary>Microseconds of a day.</summary>
    public const long DayMicroseconds = 86_400_000_000;

    private const long EraDays = 146_097;

    // Days from 0000-03-01 to 2000-01-01: an era's arithmetic begins in March, so that the leap day comes last.
    private const long MarchToEpoch = 730_425;

    /// <summary>The calendar date of a day.</summary>
    /// <param name="days">Days since 2000-01-01.</param>
    public static (long Year, int Month, int Day) Date(long days)
    {
        var shifted = days + MarchToEpoch;
        var era = Math.DivRem(shifted >= 0 ? shifted : shifted - (EraDays - 1), EraDays).Quotient;
        var dayOfEra = shifted - (era * EraDays);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1));
    }

    /// <summary>The day of a calendar date.</summary>
    /// <param name="year">The year; 0 is 1 BC.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="day">1 to 31.</param>
    /// <returns>Days since 2000-01-01; <see langword="null"/> where there is no such date.</returns>
    public static long? Days(long year, int month, int day)
    {
        if (month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month))
        {
            return null;
        }

        var shiftedYear = month <= 2 ? year - 1 : year;
        var era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400;
        var yearOfEra = shiftedYear - (era * 400);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * EraDays) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - MarchToEpoch;
    }

    private static int DaysInMonth(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
