using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>Plans and the pipelines they become.</summary>
internal static class PipelinesApi
{
    public static void MapPipelines(this IEndpointRouteBuilder api)
    {
        api.MapPost("/plans/check", CheckAsync).Needs(Actions.Plan).WithName("CheckPlan").WithSummary("Checks a plan without storing it.");
        var pipelines = api.MapGroup("/pipelines");
        pipelines.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListPipelines").WithSummary("Lists pipelines, newest first.");
        pipelines.MapPost("/", ApplyAsync).Needs(Actions.ApplyPlan).Idempotent().WithName("ApplyPlan").WithSummary("Makes a plan a pipeline, or its new version.");
        pipelines.MapGet("/{id:guid}", GetAsync).Needs(Actions.Read).WithName("GetPipeline").WithSummary("One pipeline.");
        pipelines.MapPut("/{id:guid}/schedule", ChangeScheduleAsync).Needs(Actions.ApplyPlan).WithName("ChangeSchedule").WithSummary("Changes a schedule, as a new version of the plan.");
        pipelines.MapPost("/{id:guid}/runs", StartRunAsync).Needs(Actions.Run).Idempotent().WithName("StartRun").WithSummary("Starts a run.");
    }

    private static Task<PlanAnswer> CheckAsync(Caller caller, CheckPlan body, PipelineService pipelines, CancellationToken cancellationToken) =>
        pipelines.CheckAsync(caller, body.Plan, cancellationToken);

    private static Task<Page<PipelineInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, PipelineService pipelines, CancellationToken cancellationToken) =>
        pipelines.ListAsync(caller, query.Page, cancellationToken);

    private static async Task<Created<PipelineInfo>> ApplyAsync(
        Caller caller, ApplyPlan body, PipelineService pipelines, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.ApplyAsync(caller, body, cancellationToken);
        return TypedResults.Created($"{ApiRoutes.Root}/pipelines/{pipeline.Id}", pipeline);
    }

    private static Task<PipelineInfo> GetAsync(Caller caller, Guid id, PipelineService pipelines, CancellationToken cancellationToken) =>
        pipelines.GetAsync(caller, id, cancellationToken);

    private static Task<PipelineInfo> ChangeScheduleAsync(
        Caller caller, Guid id, ChangeSchedule body, PipelineService pipelines, CancellationToken cancellationToken) =>
        pipelines.ChangeScheduleAsync(caller, id, body.Schedule, cancellationToken);

    private static async Task<Accepted<RunInfo>> StartRunAsync(
        Caller caller, Guid id, StartRun? body, RunService runs, CancellationToken cancellationToken)
    {
        var started = await runs.StartAsync(caller, id, body?.PlanHash, cancellationToken);
        return TypedResults.Accepted($"{ApiRoutes.Root}/runs/{started.Run.Id}", started.Run);
    }
}
