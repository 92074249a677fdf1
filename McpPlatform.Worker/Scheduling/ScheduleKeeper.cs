using McpPlatform.Core.Pipelines;
using Microsoft.Extensions.Options;
using Quartz;

namespace McpPlatform.Worker.Scheduling;

/// <summary>
/// Keeps Quartz's triggers as the pipelines' schedules are. It looks every few seconds instead of following events: a look sees what other
/// Workers and other tenants changed and what a lost notification would hide, and inserts runs that were missed while nothing was running.
/// </summary>
/// <param name="schedulers">Quartz.</param>
/// <param name="pipelines">The pipelines.</param>
/// <param name="firing">Inserts runs.</param>
/// <param name="fireTimes">When schedules fire.</param>
/// <param name="options">How often.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class ScheduleKeeper(
    ISchedulerFactory schedulers, IPipelineStore pipelines, PipelineFiring firing, IFireTimes fireTimes, IOptions<WorkerOptions> options, TimeProvider time,
    ILogger<ScheduleKeeper> log) : BackgroundService
{
    private const string Group = "pipelines";
    private readonly HashSet<Guid> unreadable = [];
    private HashSet<Guid> kept = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        do
        {
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.SchedulesNotSynced(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var scheduled = await pipelines.ListScheduledAsync(cancellationToken);
        foreach (var pipeline in scheduled)
        {
            await TriggerAsync(scheduler, pipeline.Pipeline.Id, pipeline, cancellationToken);
            await firing.FireAsync(pipeline, cancellationToken);
        }

        var present = scheduled.Select(s => s.Pipeline.Id).ToHashSet();
        foreach (var gone in kept.Except(present))
        {
            await scheduler.DeleteJob(Key(gone), cancellationToken);
        }

        kept = present;
    }

    // A trigger for the next fire time only: the platform's own reading of the expression decides when, and Quartz wakes for it.
    private async Task TriggerAsync(IScheduler scheduler, Guid id, ScheduledPipeline scheduled, CancellationToken cancellationToken)
    {
        if (fireTimes.Next(scheduled.Pipeline.Plan.Schedule, time.GetUtcNow()) is not { } next)
        {
            if (unreadable.Add(id))
            {
                Log.ScheduleUnreadable(log, scheduled.Pipeline.Name, "it never fires.");
            }

            return;
        }

        var key = new TriggerKey(id.ToString(), Group);
        if ((await scheduler.GetTrigger(key, cancellationToken))?.StartTimeUtc == next)
        {
            return;
        }

        var job = JobBuilder.Create<FirePipelineJob>().WithIdentity(Key(id)).Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key).StartAt(next).Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, cancellationToken);
    }

    private static JobKey Key(Guid pipelineId) => new(pipelineId.ToString(), Group);
}
