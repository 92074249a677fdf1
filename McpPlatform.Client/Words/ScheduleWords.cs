using System.Globalization;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Client.Words;

/// <summary>A schedule as a sentence. An expression beyond the usual shapes is shown as it is rather than described wrongly.</summary>
public static class ScheduleWords
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>Says when a pipeline runs: <c>Every weekday at 06:30, Europe/Berlin time</c>.</summary>
    /// <param name="schedule">The schedule.</param>
    public static string Of(PlanSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.Kind == ScheduleKind.Manual || schedule.Cron is null)
        {
            return "Only when you start it";
        }

        var zone = schedule.TimeZone is null or "UTC" or "Etc/UTC" ? "UTC" : $"{schedule.TimeZone} time";
        return $"{When(schedule.Cron)}, {zone}{Missed(schedule.CatchUp)}";
    }

    private static string Missed(CatchUp catchUp) => catchUp switch
    {
        CatchUp.Once => "; missed times are made up by one run",
        CatchUp.All => "; every missed time is made up",
        _ => "",
    };

    private static string When(string cron)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [var minute, var hour, var day, var month, var weekday] && Describe(minute, hour, day, month, weekday) is { } words
            ? words
            : $"By the cron expression “{cron}”";
    }

    private static string? Describe(string minute, string hour, string day, string month, string weekday)
    {
        if (month != "*" || DayWords(day, weekday) is not { } days)
        {
            return null;
        }

        if (Step(minute) is { } step && minute != "*" && hour == "*")
        {
            return Join($"Every {step} minutes", days);
        }

        if (minute == "*" && hour == "*")
        {
            return Join("Every minute", days);
        }

        return Number(minute, 59) is { } m ? AtMinute(m, hour, days) : null;
    }

    private static string? AtMinute(int minute, string hour, string days)
    {
        var past = minute == 0 ? "" : $" at {minute} minutes past";
        if (hour == "*")
        {
            return Join($"Every hour{past}", days);
        }

        if (Step(hour) is { } step)
        {
            return Join($"Every {step} hours{past}", days);
        }

        if (hour.Split('-') is [var first, var last] && Number(first, 23) is { } from && Number(last, 23) is { } to)
        {
            return Join($"Every hour{past} between {Time(from, 0)} and {Time(to, 0)}", days);
        }

        var hours = hour.Split(',').Select(h => Number(h, 23)).ToArray();
        return Array.TrueForAll(hours, h => h is not null) ? $"{Capital(days)} at {List([.. hours.Select(h => Time(h!.Value, minute))])}" : null;
    }

    private static string? DayWords(string day, string weekday) => (day, weekday) switch
    {
        ("*", "*") => "every day",
        ("*", "1-5" or "MON-FRI") => "every weekday",
        ("*", "0,6" or "6,0" or "6,7" or "SAT,SUN") => "every Saturday and Sunday",
        ("*", _) => weekday.Split(',').Select(Weekday).ToArray() is var names && Array.TrueForAll(names, n => n is not null)
            ? $"every {List(names!)}"
            : null,
        ("L", "*") => "on the last day of the month",
        (_, "*") => day.Split(',').Select(d => Number(d, 31)).ToArray() is var numbers && Array.TrueForAll(numbers, n => n is > 0)
            ? $"on the {List([.. numbers.Select(n => Ordinal(n!.Value))])} of the month"
            : null,
        _ => null,
    };

    private static string? Weekday(string field) =>
        Number(field, 7) is { } number ? Days[number % 7] : Array.Find(Days, d => d.StartsWith(field, StringComparison.OrdinalIgnoreCase) && field.Length == 3);

    private static string Join(string often, string days) => days == "every day" ? often : $"{often}, {days}";

    private static int? Step(string field) => field.StartsWith("*/", StringComparison.Ordinal) ? Number(field[2..], 59) : null;

    private static int? Number(string field, int max) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number : null;

    private static string Time(int hour, int minute) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}");

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Ordinal(int number) => number switch
    {
        11 or 12 or 13 => $"{number}th",
        _ => (number % 10) switch
        {
            1 => $"{number}st",
            2 => $"{number}nd",
            3 => $"{number}rd",
            _ => $"{number}th",
        },
    };

    private static string List(string[] items) => items.Length == 1 ? items[0] : $"{string.Join(", ", items[..^1])} and {items[^1]}";
}
