using System.Globalization;
using System.Text.RegularExpressions;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>Dates, times and moments as PostgreSQL writes them in ISO style, and the same read back.</summary>
internal static partial class TimeText
{
    /// <summary>A date; the ends of <see cref="int"/> stand for infinity.</summary>
    /// <param name="days">Days since 2000-01-01.</param>
    public static string FormatDate(int days) => days switch
    {
        int.MaxValue => "infinity",
        int.MinValue => "-infinity",
        _ => Day(days) + Era(days),
    };

    /// <summary>A time of day.</summary>
    /// <param name="microseconds">Microseconds since midnight.</param>
    public static string FormatTime(long microseconds)
    {
        var (seconds, rest) = Math.DivRem(microseconds, 1_000_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return rest == 0 ? text : text + "." + rest.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    /// <summary>A date and time; the ends of <see cref="long"/> stand for infinity.</summary>
    /// <param name="microseconds">Microseconds since 2000-01-01.</param>
    /// <param name="zone">Written behind it, such as <c>+00</c>.</param>
    public static string FormatTimestamp(long microseconds, string zone)
    {
        if (microseconds is long.MaxValue or long.MinValue)
        {
            return microseconds > 0 ? "infinity" : "-infinity";
        }

        var days = Math.DivRem(microseconds, CivilTime.DayMicroseconds).Quotient;
        var time = microseconds - (days * CivilTime.DayMicroseconds);
        if (time < 0)
        {
            (days, time) = (days - 1, time + CivilTime.DayMicroseconds);
        }

        return $"{Day(days)} {FormatTime(time)}{zone}{Era(days)}";
    }

    /// <summary>Reads a date, or the date of a date and time.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Days since 2000-01-01; <see langword="null"/> where it is none.</returns>
    public static int? ParseDate(string text)
    {
        if (Infinity(text) is { } sign)
        {
            return sign > 0 ? int.MaxValue : int.MinValue;
        }

        var match = Moment().Match(text);
        return match.Success && DaysOf(match) is { } days && (!match.Groups["h"].Success || TimeOf(match) is not null) ? (int)days : null;
    }

    /// <summary>Reads a time of day.</summary>
    /// <param name="text">The text.</param>
    public static long? ParseTime(string text)
    {
        var match = TimeOfDay().Match(text);
        return match.Success ? TimeOf(match) : null;
    }

    /// <summary>Reads a date and time.</summary>
    /// <param name="text">The text; without a time it is midnight.</param>
    /// <param name="moment">Whether a zone counts: then the result is in UTC, and text without zone is taken as UTC.</param>
    public static long? ParseTimestamp(string text, bool moment)
    {
        if (Infinity(text) is { } sign)
        {
            return sign > 0 ? long.MaxValue : long.MinValue;
        }

        var match = Moment().Match(text);
        if (!match.Success || DaysOf(match) is not { } days || (match.Groups["h"].Success ? TimeOf(match) : 0) is not { } time)
        {
            return null;
        }

        var offset = moment ? OffsetOf(match) : 0;
        var microseconds = ((Int128)days * CivilTime.DayMicroseconds) + time - offset;
        return microseconds > long.MinValue && microseconds < long.MaxValue ? (long)microseconds : null;
    }

    private static string Day(long days)
    {
        var (year, month, day) = CivilTime.Date(days);
        return string.Create(CultureInfo.InvariantCulture, $"{(year > 0 ? year : 1 - year):0000}-{month:00}-{day:00}");
    }

    private static string Era(long days) => CivilTime.Date(days).Year > 0 ? "" : " BC";

    private static int? Infinity(string text) => text.Trim().ToUpperInvariant() switch
    {
        "INFINITY" or "+INFINITY" => 1,
        "-INFINITY" => -1,
        _ => null,
    };

    private static long? DaysOf(Match match)
    {
        var year = Number(match, "y");
        var days = CivilTime.Days(match.Groups["bc"].Success ? 1 - year : year, (int)Number(match, "m"), (int)Number(match, "d"));
        return year == 0 || days is null || Math.Abs(days.Value) > 110_000_000 ? null : days;
    }

    private static long? TimeOf(Match match)
    {
        var (hour, minute, second) = (Number(match, "h"), Number(match, "min"), Number(match, "s"));
        var fraction = match.Groups["f"].Success ? match.Groups["f"].Value.PadRight(7, '0') : "0000000";
        var micros = long.Parse(fraction.AsSpan(0, 6), NumberStyles.None, CultureInfo.InvariantCulture) + (fraction[6] >= '5' ? 1 : 0);
        var total = (((((hour * 60) + minute) * 60) + second) * 1_000_000) + micros;
        return hour > 24 || minute > 59 || second > 60 || total > CivilTime.DayMicroseconds ? null : total;
    }

    private static long OffsetOf(Match match)
    {
        if (!match.Groups["oh"].Success)
        {
            return 0;
        }

        var minutes = (Number(match, "oh") * 60) + Number(match, "om");
        return (match.Groups["sign"].Value == "-" ? -1 : 1) * minutes * 60_000_000;
    }

    private static long Number(Match match, string group) =>
        match.Groups[group].Success ? long.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\s*(?<y>\d{4,6})-(?<m>\d{1,2})-(?<d>\d{1,2})([T ]\s*(?<h>\d{1,2}):(?<min>\d{2})(:(?<s>\d{2})([.,](?<f>\d{1,9}))?)?\s*(?<zone>Z|UTC|(?<sign>[+-])(?<oh>\d{2})(:?(?<om>\d{2}))?)?)?(?<bc>\s+BC)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Moment();

    [GeneratedRegex(@"^\s*(?<h>\d{1,2}):(?<min>\d{2})(:(?<s>\d{2})([.,](?<f>\d{1,9}))?)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();
}
