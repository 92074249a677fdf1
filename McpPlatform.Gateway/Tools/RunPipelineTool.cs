using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>run_pipeline</c>: makes a plan a pipeline where one is given, and starts a run.</summary>
internal sealed class RunPipelineTool(PipelineService pipelines, RunService runs, ILogger<RunPipelineTool> logger)
    : PlatformTool<RunPipelineArguments, RunPipelineResult>(About, ToolJson.Default.RunPipelineArguments, ToolJson.Default.RunPipelineResult, logger)
{
    private static readonly ToolDescription About = new(
        "run_pipeline", "Run a pipeline",
        "Starts a run of a plan (with its hash) or of a pipeline that stands. Answers started, or needs_approval with the decisions a person must take first; no program can take them.",
        Actions.Run, ReadOnly: false);

    protected override async Task<RunPipelineResult> CallAsync(Principal by, RunPipelineArguments arguments, CancellationToken cancellationToken)
    {
        var (pipelineId, planHash) = await PipelineAsync(by, arguments, cancellationToken);
        var started = await runs.StartAsync(by, pipelineId, planHash, cancellationToken);
        return new RunPipelineResult
        {
            Status = started.Pending.Count > 0 ? RunPipelineStatus.NeedsApproval : RunPipelineStatus.Started,
            Run = started.Run,
            Approvals = started.Pending,
        };
    }

    private async Task<(Guid PipelineId, string? PlanHash)> PipelineAsync(Principal by, RunPipelineArguments arguments, CancellationToken cancellationToken)
    {
        switch (arguments)
        {
            case { Plan: { } plan, PlanHash: { } hash, PipelineId: null }:
                var pipeline = await pipelines.ApplyAsync(by, new ApplyPlan(plan, hash), cancellationToken);
                return (pipeline.Id, pipeline.PlanHash);
            case { Plan: null, PipelineId: { } id }:
                return (id, arguments.PlanHash);
            default:
                throw new InvalidInputException("Give either 'plan' with its 'planHash', or 'pipelineId'.");
        }
    }
}
