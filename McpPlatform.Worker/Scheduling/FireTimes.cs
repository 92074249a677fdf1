using McpPlatform.Contracts.Plans;
using Quartz;

namespace McpPlatform.Worker.Scheduling;

/// <summary>When a schedule fires: the plan's five fields, read in its time zone.</summary>
internal static class FireTimes
{
    // A schedule of every minute that was missed for a day; more would only bury the pipeline.
    private const int MostCaughtUp = 1440;

    // A Worker that was busy or just started is not late; one that was down for minutes is.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Reads a schedule.</summary>
    /// <param name="schedule">A schedule by cron.</param>
    /// <param name="expression">What it says.</param>
    /// <param name="reason">Why it cannot be read.</param>
    public static bool TryRead(PlanSchedule schedule, out CronExpression expression, out string reason)
    {
        (expression, reason) = (null!, "");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone ?? "UTC", out var zone))
        {
            reason = $"'{schedule.TimeZone}' is no time zone.";
            return false;
        }

        if (!CronExpression.TryParse(schedule.Cron ?? "", CronFormat.Unix, out var parsed) || parsed is null)
        {
            reason = $"'{schedule.Cron}' is no cron expression of five fields.";
            return false;
        }

        expression = parsed.WithTimeZone(zone);
        return true;
    }

    /// <summary>Fire times that want a run now.</summary>
    /// <param name="expression">The schedule.</param>
    /// <param name="catchUp">What happens to missed ones.</param>
    /// <param name="after">The last one that got a run, or the moment the schedule began.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<DateTimeOffset> Due(CronExpression expression, CatchUp catchUp, DateTimeOffset after, DateTimeOffset now)
    {
        var missed = new Queue<DateTimeOffset>();
        for (var next = expression.GetNextValidTimeAfter(after); next is { } time && time <= now; next = expression.GetNextValidTimeAfter(time))
        {
            missed.Enqueue(time.ToUniversalTime());
            if (missed.Count > MostCaughtUp)
            {
                missed.Dequeue();
            }
        }

        return catchUp switch
        {
            CatchUp.All => [.. missed],
            CatchUp.Once => [.. missed.TakeLast(1)],
            _ => [.. missed.TakeLast(1).Where(t => now - t <= Grace)],
        };
    }
}
