using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of usage and quotas: one tool with a day of calls, and one budget.</summary>
internal static class FakeUsage
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/usage", (string by) => new UsageReport(
            FakePlatform.Now.AddDays(-1), FakePlatform.Now, by == "tool" ? UsageBy.Tool : by == "key" ? UsageBy.Key : UsageBy.Tenant, UsageBucket.Day,
            [
                new UsageFigures(FakePlatform.Now.AddDays(-1), 1_204, 1_200, 3, 4, 120_000, 2_400_000, 4_800_000, 0, 0, 630_000, 2.4m)
                {
                    Upstream = by == "tool" ? "wiki" : null, Tool = by == "tool" ? "search" : null, Key = by == "key" ? "key:robot" : null,
                },
            ]));
        api.MapGet("/usage/live", () => new LiveUsage(
            FakePlatform.Now.AddMinutes(-1), FakePlatform.Now, [new LiveFigures("key:robot", "tools/call", 12, 1, 0, 900, 24_000, 48_000) { Name = "wiki__search", Upstream = "wiki" }]));
        api.MapGet("/quotas", () => new Page<QuotaInfo>([Budget]));
        api.MapPut("/quotas/{name}", (string name, PutQuota body) => Budget with { Name = name, Limit = body.Limit, Metric = body.Metric });
        api.MapDelete("/quotas/{name}", () => Results.NoContent());
    }

    private static QuotaInfo Budget { get; } = new(
        "monthly-budget", QuotaScope.Tenant, QuotaMetric.Cost, QuotaPeriod.Month, 100m, QuotaEnforcement.Hard, 84.2m,
        new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), "ada", FakePlatform.Now)
    {
        WarnAtPercent = 80,
    };
}
