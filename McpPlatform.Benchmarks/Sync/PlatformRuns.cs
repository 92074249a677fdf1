using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>Runs plans as a person would, through the Gateway; each plan is applied once.</summary>
internal sealed class PlatformRuns(PlatformClient client)
{
    private readonly Dictionary<string, PipelineInfo> pipelines = [];

    /// <summary>How long a run takes from the request to the news of its end: claimed, checked, discovered, moved, published, recorded.</summary>
    public async Task<TimeSpan> RunAsync(PipelinePlan plan)
    {
        if (!pipelines.TryGetValue(plan.Name, out var pipeline))
        {
            pipelines[plan.Name] = pipeline = await client.ApplyPlanAsync(new ApplyPlan(plan));
        }

        return await Comparison.TimeAsync(() => RunAsync(pipeline));
    }

    private async Task RunAsync(PipelineInfo pipeline)
    {
        var run = await client.StartRunAsync(pipeline.Id, pipeline.PlanHash);
        await foreach (var _ in client.WatchRunAsync(run.Id))
        {
            // Until the run has ended.
        }

        var ended = await client.GetRunAsync(run.Id);
        if (ended.State != RunState.Succeeded)
        {
            throw new InvalidOperationException($"The run ended as {ended.State}: {ended.Error?.Message}");
        }
    }
}
