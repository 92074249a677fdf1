using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;

namespace McpPlatform.Worker.Scheduling;

/// <summary>Which fire times of a schedule want a run.</summary>
internal static class FireTimes
{
    // A schedule of every minute that was missed for a day; more would only bury the pipeline.
    private const int MostCaughtUp = 1440;

    // A Worker that was busy or just started is not late; one that was down for minutes is.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Fire times that want a run now, oldest first.</summary>
    /// <param name="fireTimes">When schedules fire.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="after">The last one that got a run, or the moment the schedule began.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<DateTimeOffset> Due(IFireTimes fireTimes, PlanSchedule schedule, DateTimeOffset after, DateTimeOffset now) =>
        schedule.CatchUp switch
        {
            CatchUp.All => Last(fireTimes, schedule, after, now, MostCaughtUp),
            CatchUp.Once => Last(fireTimes, schedule, after, now, 1),
            _ => [.. Between(fireTimes, schedule, Later(after, now - Grace - TimeSpan.FromTicks(1)), now).TakeLast(1)],
        };

    // Fire times can only be walked forward, so one looks back in steps that double until there are enough: a schedule of every minute that
    // was down for a year is not walked through from its beginning.
    private static IReadOnlyList<DateTimeOffset> Last(IFireTimes fireTimes, PlanSchedule schedule, DateTimeOffset after, DateTimeOffset now, int wanted)
    {
        for (var back = TimeSpan.FromHours(1); ; back *= 2)
        {
            var all = now - after <= back;
            List<DateTimeOffset> found = [.. Between(fireTimes, schedule, all ? after : now - back, now)];
            if (all || found.Count >= wanted)
            {
                return [.. found.TakeLast(wanted)];
            }
        }
    }

    private static IEnumerable<DateTimeOffset> Between(IFireTimes fireTimes, PlanSchedule schedule, DateTimeOffset after, DateTimeOffset now)
    {
        for (var next = fireTimes.Next(schedule, after); next is { } time && time <= now; next = fireTimes.Next(schedule, time))
        {
            yield return time;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
