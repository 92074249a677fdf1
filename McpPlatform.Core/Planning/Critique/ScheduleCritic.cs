using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Whether a schedule parses, its zone exists, and it ever fires.</summary>
public static class ScheduleCritic
{
    /// <summary>What is wrong with a schedule, as one sentence; <see langword="null"/> when nothing is.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The time.</param>
    public static (string Field, string Sentence)? FindFault(PlanSchedule schedule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.Kind == ScheduleKind.Manual)
        {
            return schedule.Cron is null ? null : ("schedule.cron", "A manual schedule has no cron expression. Set the kind to cron, or leave it out.");
        }

        if (!CronExpression.TryParse(schedule.Cron, out var cron, out var error))
        {
            return ("schedule.cron", error!);
        }

        if (!TimeZones.TryFind(schedule.TimeZone, out var zone))
        {
            return ("schedule.timeZone", $"'{schedule.TimeZone}' is not an IANA time zone. Examples: Europe/Berlin, America/New_York, UTC.");
        }

        return cron!.Next(now, zone) is null ? ("schedule.cron", $"'{schedule.Cron}' never comes round: no such day exists.") : null;
    }

    internal static void Judge(PlanSchedule schedule, DateTimeOffset now, Findings findings)
    {
        if (FindFault(schedule, now) is { } fault)
        {
            findings.Error(fault.Field, fault.Sentence);
        }
    }
}
