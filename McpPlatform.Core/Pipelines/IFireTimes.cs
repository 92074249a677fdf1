using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Pipelines;

/// <summary>Computes when schedules fire. Stores use it, where one is registered, to say when a pipeline runs next.</summary>
public interface IFireTimes
{
    /// <summary>The first fire time behind a moment.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="after">The moment.</param>
    /// <returns>When it fires; <see langword="null"/> for never.</returns>
    DateTimeOffset? Next(PlanSchedule schedule, DateTimeOffset after);
}
