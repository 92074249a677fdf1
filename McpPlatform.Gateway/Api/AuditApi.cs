using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Audit;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Api;

/// <summary>The audit of MCP calls.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").Needs(Actions.ReadAudit);
        audit.MapGet("/", ListAsync).WithName("ListAudit").WithSummary("Lists records of calls, newest first.");
        audit.MapGet("/export", ExportAsync).WithName("ExportAudit").WithSummary("All records of calls as JSON Lines, newest first.");
        audit.MapPost("/verify", VerifyAsync).WithName("VerifyAudit").WithSummary("Walks all chains of records and says where they do not hold.");
    }

    private static Task<Page<AuditRecord>> ListAsync(
        Caller caller, [AsParameters] AuditQuery filter, [AsParameters] PageQuery query, CallAuditService audit, CancellationToken cancellationToken) =>
        audit.ListAsync(caller, filter.Filter, query.Page, cancellationToken);

    private static Task ExportAsync(
        Caller caller, [AsParameters] AuditQuery filter, HttpContext context, CallAuditService audit, IHostApplicationLifetime lifetime) =>
        AuditExport.WriteAsync(cancel => audit.ReadAllAsync(caller, filter.Filter, cancel), context, lifetime.ApplicationStopping);

    private static Task<AuditVerification> VerifyAsync(Caller caller, CallAuditService audit, CancellationToken cancellationToken) =>
        audit.VerifyAsync(caller, cancellationToken);
}

/// <summary>Which records are wanted, as a query.</summary>
/// <param name="Principal">Only calls of this principal.</param>
/// <param name="Name">Only calls of this tool, prompt or address.</param>
/// <param name="Outcome">Only calls that ended so.</param>
/// <param name="From">Only calls that began then or later.</param>
/// <param name="To">Only calls that began before.</param>
/// <param name="WouldRefuse">Only calls that were allowed, and would have been refused by the policies that were only tried.</param>
internal readonly record struct AuditQuery(string? Principal, string? Name, string? Outcome, DateTimeOffset? From, DateTimeOffset? To, bool? WouldRefuse)
{
    public AuditFilter Filter => new(Given(Principal), Given(Name), OutcomeOf(Outcome), From, To) { WouldRefuse = WouldRefuse ?? false };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null
        : text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidInputException("A filter must not contain a NUL character.")
        : text;

    private static CallOutcome? OutcomeOf(string? word) => word switch
    {
        null or "" => null,
        "ok" => CallOutcome.Ok,
        "tool_error" => CallOutcome.ToolError,
        "protocol_error" => CallOutcome.ProtocolError,
        "refused" => CallOutcome.Refused,
        "cancelled" => CallOutcome.Cancelled,
        "failed" => CallOutcome.Failed,
        _ => throw new InvalidInputException("'outcome' must be one of ok, tool_error, protocol_error, refused, cancelled, failed."),
    };
}
