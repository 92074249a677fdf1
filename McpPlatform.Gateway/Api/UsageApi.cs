using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Usage;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>What calls came to, and how much may be used.</summary>
internal static class UsageApi
{
    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        var usage = api.MapGroup("/usage").Needs(Actions.ReadUsage);
        usage.MapGet("/", ReportAsync).WithName("GetUsage").WithSummary("What calls came to, by hour or day.");
        usage.MapGet("/live", LiveAsync).WithName("GetLiveUsage").WithSummary("What calls come to: the last minute.");
        var quotas = api.MapGroup("/quotas").Needs(Actions.ManageQuotas);
        quotas.MapGet("/", ListAsync).WithName("ListQuotas").WithSummary("Lists quotas by name, and how much of each is used.");
        quotas.MapPut("/{name}", PutAsync).WithName("PutQuota").WithSummary("Adds or changes a quota.");
        quotas.MapDelete("/{name}", RemoveAsync).WithName("RemoveQuota").WithSummary("Removes a quota.");
    }

    private static Task<UsageReport> ReportAsync(Caller caller, [AsParameters] UsageParameters query, UsageService usage, CancellationToken cancellationToken) =>
        usage.ReportAsync(caller, query.Query, cancellationToken);

    private static Task<LiveUsage> LiveAsync(Caller caller, UsageService usage, CancellationToken cancellationToken) =>
        usage.LiveAsync(caller, cancellationToken);

    private static Task<Page<QuotaInfo>> ListAsync(Caller caller, QuotaService quotas, CancellationToken cancellationToken) =>
        quotas.ListAsync(caller, cancellationToken);

    private static Task<QuotaInfo> PutAsync(Caller caller, string name, PutQuota body, QuotaService quotas, CancellationToken cancellationToken) =>
        quotas.PutAsync(caller, name, body, cancellationToken);

    private static async Task<NoContent> RemoveAsync(Caller caller, string name, QuotaService quotas, CancellationToken cancellationToken)
    {
        await quotas.RemoveAsync(caller, name, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>Which usage is wanted, as a query.</summary>
/// <param name="By">What is told apart: <c>tenant</c>, <c>tool</c> or <c>key</c>.</param>
/// <param name="Bucket">In which steps: <c>hour</c> or <c>day</c>.</param>
/// <param name="From">From when on.</param>
/// <param name="To">Until when.</param>
internal readonly record struct UsageParameters(string? By, string? Bucket, DateTimeOffset? From, DateTimeOffset? To)
{
    public UsageQuery Query => new(ByOf(By), BucketOf(Bucket), From, To);

    private static UsageBy ByOf(string? word) => word switch
    {
        null or "" or "tenant" => UsageBy.Tenant,
        "tool" => UsageBy.Tool,
        "key" => UsageBy.Key,
        _ => throw new InvalidInputException("'by' must be one of tenant, tool, key."),
    };

    private static UsageBucket BucketOf(string? word) => word switch
    {
        null or "" or "day" => UsageBucket.Day,
        "hour" => UsageBucket.Hour,
        _ => throw new InvalidInputException("'bucket' must be hour or day."),
    };
}
