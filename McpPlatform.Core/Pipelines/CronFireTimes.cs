using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning;

namespace McpPlatform.Core.Pipelines;

/// <summary>Fire times by the one reading of cron expressions that the critic, the scheduler and every display share.</summary>
public sealed class CronFireTimes : IFireTimes
{
    /// <inheritdoc/>
    public DateTimeOffset? Next(PlanSchedule schedule, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Kind == ScheduleKind.Cron
            && CronExpression.TryParse(schedule.Cron, out var expression, out _) && TimeZones.TryFind(schedule.TimeZone, out var zone)
                ? expression!.Next(after, zone)?.ToUniversalTime()
                : null;
    }
}
