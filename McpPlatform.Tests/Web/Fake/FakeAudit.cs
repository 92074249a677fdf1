using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of the audit: two records, and what a verification of them finds.</summary>
internal static class FakeAudit
{
    private static readonly Guid Chain = new(5, 0, 0, new byte[8]);

    private static readonly AuditRecord[] Records =
    [
        new(
            Chain, 2, FakePlatform.Now, "key:7", "2026-07-28", "streamable_http", "tools/call", "", 0, false, "scope-write", CallOutcome.Refused, 1_234, 90,
            "bb", Name: "plan_pipeline", ErrorCode: -32_000),
        new(
            Chain, 1, FakePlatform.Now.AddMinutes(-1), "key:7", "2026-07-28", "streamable_http", "tools/call", "ab", 17, true, "scope-read", CallOutcome.Ok,
            2_500_000, 4_096, "aa", "ada", "wiki_search", "wiki"),
    ];

    public static AuditVerification Whole { get; } = new(true, 2, [new AuditChain(Chain, 2, 0, 2, "bb")]);

    public static AuditVerification Broken { get; } = new(
        false, 1, [new AuditChain(Chain, 1, 0, 1, "aa", new AuditBreak(2, AuditFlaw.Missing, "Record 2 is missing."))], "Event 3: It was changed.");

    public static void Map(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapGet("/audit", (string? outcome) => new Page<AuditRecord>([.. Records.Where(r => outcome is null || r.Outcome.ToString().Equals(outcome, StringComparison.OrdinalIgnoreCase))]));
        api.MapGet("/audit/export", () => Results.Text(
            string.Concat(Records.Select(r => JsonSerializer.Serialize(r, ContractsJson.Default.AuditRecord) + "\n")), "application/x-ndjson"));
        api.MapPost("/audit/verify", () => platform.Audit);
    }
}
