using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Planning;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Internal;

/// <summary>
/// The Worker's HTTP API for the Gateway: conversations that a caller waits for. Each request carries an assertion of its principal and is
/// authorised again here; the Gateway is no second authority.
/// </summary>
internal static class InternalApi
{
    /// <summary>Maps the routes.</summary>
    /// <param name="app">The host.</param>
    public static WebApplication MapInternalApi(this WebApplication app)
    {
        var routes = app.MapGroup("/internal/v1").AddEndpointFilter<AssertionFilter>().AddEndpointFilter<ProblemFilter>().AddEndpointFilter<DeadlineFilter>();
        routes.MapPost("/plan", PlanAsync);
        routes.MapPost("/plans/check", CheckPlanAsync);
        routes.MapPost("/connections/{name}/check", CheckAsync);
        routes.MapPost("/connections/{name}/discover", DiscoverAsync);
        routes.MapPost("/connections/{name}/preview", PreviewAsync);
        routes.MapPost("/datasets/rollback", RollbackAsync);
        return app;
    }

    private static async Task<IResult> PlanAsync(HttpContext context, PlanningTurns planning)
    {
        var request = await Bodies.ReadAsync(context, InternalJson.Default.PlanRequest);
        var answer = await planning.TakeAsync(context.Principal(), request, context.Deadline());
        return Answer(answer, ContractsJson.Default.PlanAnswer);
    }

    private static async Task<IResult> CheckPlanAsync(HttpContext context, IPolicy policy, IPlanChecker checker)
    {
        var principal = context.Principal();
        await policy.RequireAsync(principal, Actions.Plan, "plan", context.Deadline());
        var request = await Bodies.ReadAsync(context, ContractsJson.Default.CheckPlan);
        return Answer(await checker.CheckAsync(principal, request.Plan, context.Deadline()), ContractsJson.Default.PlanAnswer);
    }

    private static async Task<IResult> CheckAsync(
        HttpContext context, string name, IPolicy policy, IConnectionStore connections, IConnectorAgent connectors, TimeProvider time)
    {
        var principal = context.Principal();
        await policy.RequireAsync(principal, Actions.ManageConnections, $"connection/{name}", context.Deadline());
        var connection = await FindAsync(connections, principal, name, context.Deadline());
        var result = await connectors.CheckAsync(principal.Tenant, connection, context.Deadline());
        var health = new ConnectionHealth(result.Ok, result.Message, time.GetUtcNow());
        await connections.SetHealthAsync(principal.Tenant, name, health, context.Deadline());
        return Answer(result, ContractsJson.Default.CheckResult);
    }

    private static async Task<IResult> DiscoverAsync(
        HttpContext context, string name, IPolicy policy, IConnectionStore connections, IConnectorAgent connectors)
    {
        var principal = context.Principal();
        await policy.RequireAsync(principal, Actions.Read, $"connection/{name}", context.Deadline());
        var stream = await Bodies.ReadOptionalAsync(context, InternalJson.Default.StreamName);
        var connection = await FindAsync(connections, principal, name, context.Deadline());
        return Answer(await connectors.DiscoverAsync(principal.Tenant, connection, stream, context.Deadline()), ContractsJson.Default.Catalog);
    }

    private static async Task<IResult> PreviewAsync(
        HttpContext context, string name, IPolicy policy, IConnectionStore connections, IConnectorAgent connectors, PreviewRedaction redaction)
    {
        var principal = context.Principal();
        await policy.RequireAsync(principal, Actions.Read, $"connection/{name}", context.Deadline());
        var request = await Bodies.ReadAsync(context, ContractsJson.Default.PreviewRequest);
        if (request.Limit is < 1 or > 1000)
        {
            throw new InvalidInputException($"'limit' is {request.Limit}; it must be 1 to 1000.");
        }

        var connection = await FindAsync(connections, principal, name, context.Deadline());
        var rows = await connectors.PreviewAsync(principal.Tenant, connection, request, context.Deadline());
        return Answer(request.Detect ? redaction.Redact(principal.Tenant, rows) : rows, ContractsJson.Default.ReadResult);
    }

    private static async Task<IResult> RollbackAsync(HttpContext context, DatasetRollback rollback)
    {
        var request = await Bodies.ReadAsync(context, InternalJson.Default.RollbackRequest);
        return Answer(await rollback.RestoreAsync(context.Principal(), request, context.Deadline()), ContractsJson.Default.DatasetInfo);
    }

    private static async Task<ConnectionInfo> FindAsync(
        IConnectionStore connections, Principal principal, string name, CancellationToken cancellationToken) =>
        await connections.FindAsync(principal.Tenant, name, cancellationToken)
        ?? throw new NotFoundException($"There is no connection '{name}'. Connections are listed by 'mcpp connections list'.");

    private static IResult Answer<T>(T value, JsonTypeInfo<T> type) => Results.Json(value, type);
}
