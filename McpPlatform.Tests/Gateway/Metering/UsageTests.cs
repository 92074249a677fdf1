using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Usage;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using McpPlatform.Tests.Store;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Metering;

/// <summary>What calls come to.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UsageTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metered_calls_are_audited_calls_told_apart_by_tool_and_key_with_what_they_cost()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: "") { Price = new UpstreamPrice(0.5m) });
        var key = await gateway.KeyAsync(PrincipalKind.Agent, Scope.Run);
        await using (var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, key))
        {
            await agent.CallAsync("test_simple_text");
            await agent.CallAsync("test_simple_text");
            await agent.CallAsync("test_error_handling");
            await Should.ThrowAsync<McpException>(() => agent.CallAsync("nobody_has_this"));
            await Should.ThrowAsync<McpException>(() => agent.CallAsync("list_pipelines"));
        }

        var audited = await AuditedAsync(gateway);
        var byTool = (await gateway.Admin.GetUsageAsync(new UsageQuery(UsageBy.Tool, UsageBucket.Hour), Cancel)).Items;
        byTool.Sum(i => i.Calls).ShouldBe(audited.Count);
        byTool.Sum(i => i.BytesOut).ShouldBe(audited.Sum(a => a.ResultBytes));
        byTool.Sum(i => i.DurationMicroseconds).ShouldBe(audited.Sum(a => a.DurationMicroseconds));
        var simple = byTool.Single(i => i.Tool == "test_simple_text");
        (simple.Upstream, simple.Calls, simple.Executed, simple.Errors, simple.Cost, simple.Tokens).ShouldBe(("fixture", 2, 2, 0, 1.0m, 0));
        simple.EstimatedTokens.ShouldBeInRange((simple.BytesIn + simple.BytesOut) / 4, ((simple.BytesIn + simple.BytesOut) / 4) + 2);
        byTool.Single(i => i.Tool == "test_error_handling").Errors.ShouldBe(1);
        var refused = byTool.Single(i => i.Tool == "list_pipelines");
        (refused.Upstream, refused.Executed, refused.Refused, refused.Cost).ShouldBe(("platform", 0, 1, 0m));
        byTool.Single(i => i.Tool == "" && i.Upstream == "").Executed.ShouldBe(0);

        var byKey = (await gateway.Admin.GetUsageAsync(new UsageQuery(UsageBy.Key), Cancel)).Items.ShouldHaveSingleItem();
        (byKey.Key, byKey.Calls, byKey.Cost).ShouldBe((audited[0].Principal, audited.Count, 1.5m));
        var live = await gateway.Admin.GetLiveUsageAsync(Cancel);
        live.Items.Sum(i => i.Calls).ShouldBe(audited.Count);
        live.Items.Single(i => i.Name == "test_simple_text").Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_counts_nothing_twice()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var batch = Calls.Chain(Guid.CreateVersion7(), Enumerable.Range(1, 50).Select(n => Metered(n)));
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync([.. batch.Take(30)], Cancel);
        await audit.AppendAsync(batch, Cancel);
        await audit.AppendAsync(batch, Cancel);
        (await store.SqlAsync("SELECT sum(calls) FROM usage")).ShouldBe(50m);
        (await store.SqlAsync("SELECT sum(cost_micros) FROM usage")).ShouldBe(50m * 7);
        (await store.SqlAsync("SELECT sum(bytes_out) FROM usage")).ShouldBe((decimal)batch.Sum(c => c.Call.ResultBytes));
    }

    [Fact]
    public async Task Gateways_that_count_the_same_at_once_lose_nothing_and_wait_in_no_circle()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var other = await TestStore.OpenAsync(store.Owner);
        await store.SqlAsync("""
            INSERT INTO quotas VALUES ('default', 'all', 'tenant', '', 'calls', 'day', 'soft', 1000, 1000, 80, 'Ada', now()),
                ('default', 'cost', 'tool', 'wiki', 'cost', 'month', 'soft', 1, 1000000, 80, 'Ada', now())
            """);
        await Task.WhenAll(new[] { store, other, store, other }.Select((s, n) => Task.Run(
            async () =>
            {
                var head = CallChain.Begin(Guid.CreateVersion7());
                for (var round = 0; round < 20; round++)
                {
                    var batch = Calls.Chain(head, Enumerable.Range(1, 25).Select(i => Metered(n % 2 == 0 ? i : 26 - i)));
                    head = Calls.Head(batch);
                    await s.Get<ICallAuditStore>().AppendAsync(batch, Cancel);
                }
            },
            Cancel)));
        (await store.SqlAsync("SELECT sum(calls) FROM usage")).ShouldBe(2_000m);
        (await store.SqlAsync("SELECT used FROM quota_periods WHERE quota = 'all'")).ShouldBe(2_000L);
        (await store.SqlAsync("SELECT used FROM quota_periods WHERE quota = 'cost'")).ShouldBe(2_000L * 7);
    }

    [Fact]
    public async Task Hours_add_up_to_days_and_what_is_old_is_forgotten()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var midnight = new DateTimeOffset(Calls.Noon.Date, TimeSpan.Zero);
        CallRecord[] calls = [Metered(1, midnight.AddHours(1)), Metered(1, midnight.AddHours(1.9)), Metered(1, midnight.AddHours(5)), Metered(1, midnight.AddHours(-1))];
        await store.Get<ICallAuditStore>().AppendAsync(Calls.Chain(Guid.CreateVersion7(), calls), Cancel);
        var usage = store.Get<IUsageStore>();
        async Task<int[]> CountsAsync(UsageBucket bucket) =>
            [.. (await usage.ReadAsync("default", UsageBy.Tenant, bucket, midnight.AddDays(-1), midnight.AddDays(1), 100, Cancel)).Select(i => (int)i.Calls)];

        (await CountsAsync(UsageBucket.Hour)).ShouldBe([1, 2, 1]);
        (await CountsAsync(UsageBucket.Day)).ShouldBe([1, 3]);
        (await usage.ReadAsync("acme", UsageBy.Tenant, UsageBucket.Day, midnight.AddDays(-1), midnight.AddDays(1), 100, Cancel)).ShouldBeEmpty();
        await usage.ForgetAsync(midnight, Cancel);
        (await CountsAsync(UsageBucket.Day)).ShouldBe([3]);
    }

    [Theory]
    [InlineData("by=everything")]
    [InlineData("bucket=minute")]
    [InlineData("from=soon")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")]
    [InlineData("bucket=hour&from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z")]
    public async Task A_question_that_is_none_is_refused(string query)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var answer = await gateway.Http(gateway.AdminKey).GetAsync(new Uri($"api/v1/usage?{query}", UriKind.Relative), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static CallRecord Metered(int n, DateTimeOffset? at = null) =>
        Calls.One(n, at ?? Calls.Noon) with { Figures = new CallFigures("wiki", $"tool-{n}", true, TimeSpan.FromMilliseconds(1), 5, 0, 7) };

    private static async Task<List<AuditRecord>> AuditedAsync(TestGateway gateway)
    {
        List<AuditRecord> audited = [];
        await Eventually.TrueAsync(
            async () =>
            {
                audited = [.. (await gateway.Admin.ListAuditAsync(limit: 200, cancellationToken: Cancel)).Items];
                return audited.Count(a => a.Method == "tools/call") == 5;
            },
            Patience, "the records are stored", Cancel);
        return audited;
    }
}
