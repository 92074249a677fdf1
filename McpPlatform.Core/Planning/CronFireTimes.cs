using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;

namespace McpPlatform.Core.Planning;

/// <summary>Says when schedules fire next, for a host that shows them and does not fire them.</summary>
public sealed class CronFireTimes : IFireTimes
{
    /// <inheritdoc/>
    public DateTimeOffset? Next(PlanSchedule schedule, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Kind == ScheduleKind.Cron
            && CronExpression.TryParse(schedule.Cron, out var cron, out _)
            && TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone ?? "UTC", out var zone)
            ? cron!.Next(after, zone)?.ToUniversalTime()
            : null;
    }
}
