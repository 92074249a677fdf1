using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;

namespace McpPlatform.Worker.Scheduling;

/// <summary>
/// Inserts the runs a schedule wants by now. What is due follows from the last fire time that got a run, so it does not matter how often or
/// how late this is called, or by how many Workers: a run is unique by pipeline and fire time.
/// </summary>
/// <param name="pipelines">The pipelines.</param>
/// <param name="runs">The runs.</param>
/// <param name="fireTimes">When schedules fire.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class PipelineFiring(
    IPipelineStore pipelines, IRunStore runs, IFireTimes fireTimes, TimeProvider time, ILogger<PipelineFiring> log)
{
    /// <summary>Inserts what is due for one pipeline.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task FireAsync(Guid pipelineId, CancellationToken cancellationToken)
    {
        var scheduled = await pipelines.ListScheduledAsync(cancellationToken);
        if (scheduled.FirstOrDefault(s => s.Pipeline.Id == pipelineId) is { } found)
        {
            await FireAsync(found, cancellationToken);
        }
    }

    /// <summary>Inserts what is due for a pipeline.</summary>
    /// <param name="scheduled">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task FireAsync(ScheduledPipeline scheduled, CancellationToken cancellationToken)
    {
        var schedule = scheduled.Pipeline.Plan.Schedule;
        // A plan that was changed begins anew: its new schedule has missed nothing.
        var begun = scheduled.Pipeline.UpdatedAt;
        var after = scheduled.LastFireTime is { } last && last > begun ? last : begun;
        foreach (var fireTime in FireTimes.Due(fireTimes, schedule, after, time.GetUtcNow()))
        {
            if (await runs.EnqueueAsync(scheduled.Principal, scheduled.Pipeline, fireTime, cancellationToken) is not null)
            {
                Log.ScheduledRun(log, scheduled.Pipeline.Name, fireTime);
            }
        }
    }
}
