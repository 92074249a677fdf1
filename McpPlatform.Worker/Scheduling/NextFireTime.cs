using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;

namespace McpPlatform.Worker.Scheduling;

/// <summary>Says when schedules fire next, by the same reading as the scheduler's own.</summary>
internal sealed class NextFireTime : IFireTimes
{
    /// <inheritdoc/>
    public DateTimeOffset? Next(PlanSchedule schedule, DateTimeOffset after) =>
        schedule.Kind == ScheduleKind.Cron && FireTimes.TryRead(schedule, out var expression, out _)
            ? expression.GetNextValidTimeAfter(after)?.ToUniversalTime()
            : null;
}
