using System.Globalization;
using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary><c>date-time</c>, <c>date</c>, <c>time</c> and <c>duration</c> (RFC 3339, 5.6 and appendix A).</summary>
internal static partial class TimeFormats
{
    public static bool IsDateTime(string text) => text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]);

    // Leap years repeat every 400 years, and there is no year 0 in the calendar of .NET.
    public static bool IsDate(string text) =>
        Date().Match(text) is { Success: true } date
        && Number(date, "month") is >= 1 and <= 12 and var month
        && Number(date, "day") is >= 1 and var day && day <= DateTime.DaysInMonth((Number(date, "year") % 400) + 400, month);

    public static bool IsTime(string text)
    {
        if (Time().Match(text) is not { Success: true } time)
        {
            return false;
        }

        var (hour, minute, second) = (Number(time, "hour"), Number(time, "minute"), Number(time, "second"));
        var (offsetHour, offsetMinute) = (Number(time, "offsetHour"), Number(time, "offsetMinute"));
        var sign = time.Groups["sign"].Value == "-" ? 1 : -1;
        var universal = ((hour * 60) + minute + (sign * ((offsetHour * 60) + offsetMinute)) + 1_440) % 1_440;
        return hour < 24 && minute < 60 && offsetHour < 24 && offsetMinute < 60 && (second < 60 || (second == 60 && universal == 1_439));
    }

    public static bool IsDuration(string text) => Duration().IsMatch(text);

    private static int Number(Match match, string name) =>
        match.Groups[name].Length == 0 ? 0 : int.Parse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"\A(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.[0-9]+)?(?:[Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"\AP(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)\z")]
    private static partial Regex Duration();
}
