using Quartz;

namespace McpPlatform.Worker.Scheduling;

/// <summary>What Quartz starts at a fire time: it inserts the run and returns. A failure is tried again by the next look of <see cref="ScheduleKeeper"/>.</summary>
/// <param name="firing">Inserts runs.</param>
/// <param name="log">The log.</param>
internal sealed class FirePipelineJob(PipelineFiring firing, ILogger<FirePipelineJob> log) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var pipelineId = Guid.Parse(context.JobDetail.Key.Name);
        try
        {
            await firing.FireAsync(pipelineId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.FiringFailed(log, pipelineId, e);
        }
    }
}
