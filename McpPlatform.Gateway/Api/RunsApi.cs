using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Live;

namespace McpPlatform.Gateway.Api;

/// <summary>Runs and their live events.</summary>
internal static class RunsApi
{
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs");
        runs.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListRuns").WithSummary("Lists runs, newest first.");
        runs.MapGet("/{id:guid}", GetAsync).Needs(Actions.Read).WithName("GetRun").WithSummary("One run.");
        runs.MapGet("/{id:guid}/events", WatchAsync).Needs(Actions.Read).WithName("WatchRun").WithSummary("Events and progress as server-sent events.");
        runs.MapPost("/{id:guid}/cancel", CancelAsync).Needs(Actions.Run).Idempotent().WithName("CancelRun").WithSummary("Asks a run to stop.");
        runs.MapPost("/{id:guid}/resume", ResumeAsync).Needs(Actions.Run).Idempotent().WithName("ResumeRun").WithSummary("Queues a failed or cancelled run again.");
        runs.MapPost("/{id:guid}/fix", FixAsync).Needs(Actions.Run).Idempotent().WithName("FixRun").WithSummary("Continues a run after a correction.");
    }

    private static Task<Page<RunInfo>> ListAsync(
        Caller caller, Guid? pipelineId, [AsParameters] PageQuery query, RunService runs, CancellationToken cancellationToken) =>
        runs.ListAsync(caller, pipelineId, query.Page, cancellationToken);

    private static Task<RunInfo> GetAsync(Caller caller, Guid id, RunService runs, CancellationToken cancellationToken) =>
        runs.GetAsync(caller, id, cancellationToken);

    private static Task WatchAsync(Caller caller, Guid id, HttpContext context, RunFeed feed) => feed.WriteAsync(caller, id, context);

    private static Task<RunInfo> CancelAsync(Caller caller, Guid id, RunService runs, CancellationToken cancellationToken) =>
        runs.CancelAsync(caller, id, cancellationToken);

    private static Task<RunInfo> ResumeAsync(Caller caller, Guid id, RunService runs, CancellationToken cancellationToken) =>
        runs.ResumeAsync(caller, id, cancellationToken);

    private static Task<RunInfo> FixAsync(Caller caller, Guid id, FixRun? body, RunService runs, CancellationToken cancellationToken) =>
        runs.FixAsync(caller, id, body ?? new FixRun(), cancellationToken);
}
