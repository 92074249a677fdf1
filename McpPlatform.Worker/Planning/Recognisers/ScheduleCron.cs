using System.Globalization;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Puts what was said about when to run into one five-field expression, or says why it does not fit one.</summary>
internal static class ScheduleCron
{
    public static ScheduleOutcome Of(ScheduleWords said)
    {
        if (said.Manual && !said.HasRhythm)
        {
            return new ScheduleOutcome(PlanSchedule.Manual, "It runs only when asked to, as you said.", null);
        }

        if (said.Fault is not null)
        {
            return new ScheduleOutcome(null, null, said.Fault);
        }

        if (!said.HasRhythm)
        {
            return new ScheduleOutcome(PlanSchedule.Manual, null, null);
        }

        return said.MonthDays.Count > 0 && said.WeekDays.Count > 0
            ? new ScheduleOutcome(null, null, "Days of the week and days of the month together mean either of them in a schedule. Choose one kind.")
            : Fields(said) is { Cron: { } cron } fields
                ? new ScheduleOutcome(Plan(said, cron), Reason(said, cron), null)
                : new ScheduleOutcome(null, null, Fields(said).Fault);
    }

    private static PlanSchedule Plan(ScheduleWords said, string cron) => new()
    {
        Kind = ScheduleKind.Cron,
        Cron = cron,
        TimeZone = said.Zone,
        CatchUp = said.CatchUp ?? CatchUp.None,
    };

    private static (string? Cron, string? Fault) Fields(ScheduleWords said)
    {
        if (said.Cron is not null)
        {
            return (said.Cron, null);
        }

        var (clock, fault) = said.Every is not null ? Rhythm(said) : Clock(said);
        return clock is null ? (null, fault) : ($"{clock} {List(said.MonthDays)} {List(said.Months)} {List(said.WeekDays)}", null);
    }

    private static (string? Clock, string? Fault) Rhythm(ScheduleWords said)
    {
        var every = said.Every!.Value;
        var window = said.Window;
        if (said.EveryUnit == TimeUnit.Minute)
        {
            // A window's last hour is the one before its end: "every 15 minutes until 17" stops at 16:45.
            var hours = window is { } w ? Range(w.From, Math.Max(w.From, w.To - 1), 1) : "*";
            return every is < 1 or > 59 && every != 60 || (every != 60 && 60 % every != 0)
                ? (null, $"{every} minutes do not divide an hour, so no single schedule keeps that distance. Choose 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30.")
                : ($"{(every == 60 ? "0" : every == 1 ? "*" : $"*/{every}")} {hours}", null);
        }

        if (every is < 1 or > 24 || 24 % every != 0)
        {
            return (null, $"{every} hours do not divide a day, so no single schedule keeps that distance. Choose 1, 2, 3, 4, 6, 8 or 12.");
        }

        var minute = said.AtMinute ?? 0;
        if (minute > 59)
        {
            return (null, $"An hour has no minute {minute}.");
        }

        if (said.Times is [var start] && window is null)
        {
            (minute, window) = (start.Minute, (start.Hour, 23));
        }

        var within = window is { } span ? Range(span.From, span.To, every) : every == 1 ? "*" : every == 24 ? "0" : $"*/{every}";
        return ($"{minute.ToString(CultureInfo.InvariantCulture)} {within}", null);
    }

    private static (string? Clock, string? Fault) Clock(ScheduleWords said)
    {
        var times = said.Times;
        if (times.Count == 0)
        {
            if (said.Usual is { Word: var word } && (word.Contains("times", StringComparison.Ordinal) || word.StartsWith("tw", StringComparison.Ordinal)))
            {
                return (null, $"At which times should it run {word}?");
            }

            times = [said.Usual?.Time ?? TimeOnly.MinValue];
        }

        var minutes = new SortedSet<int>(times.Select(t => t.Minute));
        var hours = new SortedSet<int>(times.Select(t => t.Hour));
        return minutes.Count * hours.Count == times.Count
            ? ($"{List(minutes)} {List(hours)}", null)
            : (null, $"The times {string.Join(" and ", times.Select(t => t.ToString("HH:mm", CultureInfo.InvariantCulture)))} do not fit one schedule, "
                + "since each minute would pair with each hour. Use the same minute for all, or make a pipeline for each.");
    }

    private static string Range(int from, int to, int step)
    {
        var text = from == to ? $"{from}" : $"{from}-{to}";
        return step == 1 || from == to ? text : $"{text}/{step}";
    }

    private static string List(SortedSet<int> values)
    {
        if (values.Count == 0)
        {
            return "*";
        }

        var run = values.Max - values.Min + 1 == values.Count && values.Count > 2;
        return run ? $"{values.Min}-{values.Max}" : string.Join(',', values);
    }

    private static string Reason(ScheduleWords said, string cron)
    {
        var zone = said.Zone is null ? "in UTC, since no time zone was said" : $"on the clock of {said.Zone}";
        var usual = said.Times.Count == 0 && said.Every is null && said.Cron is null
            ? $" No time was said with '{said.Usual?.Word ?? "those days"}', so it is {(said.Usual?.Time ?? TimeOnly.MinValue).ToString("HH:mm", CultureInfo.InvariantCulture)}."
            : "";
        return $"It runs by '{cron}' {zone}.{usual}";
    }
}

/// <summary>A schedule, or why there is none.</summary>
internal sealed record ScheduleOutcome(PlanSchedule? Schedule, string? Reason, string? Fault);
