using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Tools;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Api;

/// <summary>Tools of upstreams, and decisions of people about their definitions.</summary>
internal static class ToolsApi
{
    public static void MapTools(this IEndpointRouteBuilder api)
    {
        var tools = api.MapGroup("/tools");
        tools.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListTools").WithSummary("Lists tools of upstreams by upstream and name.");
        tools.MapGet("/{upstream}/{name}", GetAsync).Needs(Actions.Read).WithName("GetTool")
            .WithSummary("One tool with both definitions and what changed between them.");
        tools.MapPost("/{upstream}/{name}/approve", ApproveAsync).Needs(Actions.ApproveTool).Idempotent().WithName("ApproveTool")
            .WithSummary("Approves the definition that a tool's upstream offers.");
        tools.MapPost("/{upstream}/{name}/reject", RejectAsync).Needs(Actions.ApproveTool).Idempotent().WithName("RejectTool")
            .WithSummary("Rejects the definition that a tool's upstream offers.");
    }

    private static Task<Page<ToolInfo>> ListAsync(
        Caller caller, string? state, string? upstream, [AsParameters] PageQuery query, ToolService tools, CancellationToken cancellationToken) =>
        tools.ListAsync(caller, new ToolFilter(State(state), string.IsNullOrEmpty(upstream) ? null : upstream), query.Page, cancellationToken);

    private static Task<ToolDetail> GetAsync(Caller caller, string upstream, string name, ToolService tools, CancellationToken cancellationToken) =>
        tools.GetAsync(caller, upstream, RouteText.Decode(name), cancellationToken);

    private static Task<ToolDetail> ApproveAsync(
        Caller caller, string upstream, string name, DecideTool body, ToolService tools, CancellationToken cancellationToken) =>
        tools.ApproveAsync(caller, upstream, RouteText.Decode(name), body, cancellationToken);

    private static Task<ToolDetail> RejectAsync(
        Caller caller, string upstream, string name, DecideTool body, ToolService tools, CancellationToken cancellationToken) =>
        tools.RejectAsync(caller, upstream, RouteText.Decode(name), body, cancellationToken);

    private static ToolState? State(string? word) => word switch
    {
        null or "" => null,
        "approved" => ToolState.Approved,
        "quarantined" => ToolState.Quarantined,
        "rejected" => ToolState.Rejected,
        "withdrawn" => ToolState.Withdrawn,
        _ => throw new InvalidInputException("'state' must be one of approved, quarantined, rejected, withdrawn."),
    };
}
