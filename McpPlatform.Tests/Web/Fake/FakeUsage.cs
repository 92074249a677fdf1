using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of usage and quotas: three tools with a day of calls each, and two budgets.</summary>
internal static class FakeUsage
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/usage", (string by) => new UsageReport(
            FakePlatform.Now.AddDays(-1), FakePlatform.Now, by == "tool" ? UsageBy.Tool : by == "key" ? UsageBy.Key : UsageBy.Tenant, UsageBucket.Day,
            [
                Row(by, "search", "key:robot", 1, 1_204, 630_000, 2.4m),
                Row(by, "read_page", "key:reports", 2, 1_880_112, 96_000_000, 384.75m),
                Row(by, "forget", "person:ada", 3, 7, 900, 0m),
            ]));
        api.MapGet("/usage/live", () => new LiveUsage(
            FakePlatform.Now.AddMinutes(-1), FakePlatform.Now, [new LiveFigures("key:robot", "tools/call", 12, 1, 0, 900, 24_000, 48_000) { Name = "wiki__search", Upstream = "wiki" }]));
        api.MapGet("/quotas", () => new Page<QuotaInfo>([Budget, Calls]));
        api.MapPut("/quotas/{name}", (string name, PutQuota body) => Budget with { Name = name, Limit = body.Limit, Metric = body.Metric });
        api.MapDelete("/quotas/{name}", () => Results.NoContent());
    }

    private static UsageFigures Row(string by, string tool, string key, int daysAgo, long calls, long tokens, decimal cost) => new(
        FakePlatform.Now.AddDays(-daysAgo), calls, calls - 4, 3, 4, calls * 100, calls * 2_000, calls * 4_000, 0, 0, tokens, cost)
    {
        Upstream = by == "tool" ? "wiki" : null, Tool = by == "tool" ? tool : null, Key = by == "key" ? key : null,
    };

    private static QuotaInfo Calls => Budget with { Name = "calls-of-reports", Scope = QuotaScope.Key, Metric = QuotaMetric.Calls, Period = QuotaPeriod.Day, Limit = 2_000_000m, Used = 1_880_112m, Subject = "key:reports" };

    private static QuotaInfo Budget { get; } = new(
        "monthly-budget", QuotaScope.Tenant, QuotaMetric.Cost, QuotaPeriod.Month, 100m, QuotaEnforcement.Hard, 84.2m,
        new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), "ada", FakePlatform.Now)
    {
        WarnAtPercent = 80,
    };
}
