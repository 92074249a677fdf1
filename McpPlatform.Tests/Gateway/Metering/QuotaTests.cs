using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Events;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Metering;

/// <summary>Quotas as administrators set them and agents meet them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class QuotaTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Dictionary<string, string?> Quick = new()
    {
        ["Metering:QuotaInterval"] = "00:00:00.100", ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hard_quota_refuses_with_a_sentence_that_says_when_it_resets_and_a_restart_forgets_nothing()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        var gateway = await StartAsync(fixture);
        await gateway.Admin.PutQuotaAsync("three", new PutQuota(QuotaScope.Tool, QuotaMetric.Calls, QuotaPeriod.Month, 3, "fixture/test_simple_text"), Cancel);
        await KnowsAsync(gateway, "three");
        await using (var agent = await AgentAsync(gateway))
        {
            for (var n = 0; n < 3; n++)
            {
                await agent.CallAsync("test_simple_text");
            }

            await agent.CallAsync("test_error_handling");
        }

        await RefusesAsync(gateway);
        await gateway.StopAsync();

        await using var again = await TestGateway.StartAsync(gateway.Owner, gateway.Folder, Quick);
        await RefusesAsync(again);
        var quota = (await again.Admin.ListQuotasAsync(Cancel)).Items.ShouldHaveSingleItem();
        (quota.Used, quota.Limit, quota.ResetsAt.Day).ShouldBe((3, 3, 1));
        await gateway.DisposeAsync();

        await again.Admin.RemoveQuotaAsync("three", Cancel);
        await using var freed = await AgentAsync(again);
        await Eventually.TrueAsync(async () => await SucceedsAsync(freed), Patience, "the quota holds nobody any more", Cancel);
    }

    [Fact]
    public async Task A_soft_quota_lets_calls_go_on_and_tells_once_that_it_is_nearly_and_that_it_is_wholly_used_up()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await StartAsync(fixture);
        await gateway.Admin.PutQuotaAsync(
            "budget", new PutQuota(QuotaScope.Tenant, QuotaMetric.Cost, QuotaPeriod.Month, 0.01m, null, QuotaEnforcement.Soft, 50), Cancel);
        await KnowsAsync(gateway, "budget");
        await using var agent = await AgentAsync(gateway);
        for (var n = 0; n < 3; n++)
        {
            await agent.CallAsync("test_simple_text");
        }

        await ToldAsync(gateway, EventTypes.QuotaWarned, 1);
        for (var n = 0; n < 10; n++)
        {
            await agent.CallAsync("test_simple_text");
        }

        await ToldAsync(gateway, EventTypes.QuotaReached, 1);
        await ToldAsync(gateway, EventTypes.QuotaWarned, 1);
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.ListQuotasAsync(Cancel)).Items.Single().Used == 0.026m, Patience, "all of it is counted", Cancel);
    }

    [Fact]
    public async Task Two_gateways_share_a_quota_each_as_far_as_it_has_heard_of_the_other()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var first = await StartAsync(fixture);
        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder, Quick);
        await first.Admin.PutQuotaAsync("shared", new PutQuota(QuotaScope.Tenant, QuotaMetric.Calls, QuotaPeriod.Day, 60), Cancel);
        await Task.WhenAll(KnowsAsync(first, "shared"), KnowsAsync(second, "shared"));
        await using var one = await AgentAsync(first);
        await using var other = await AgentAsync(second);

        for (var n = 0; n < 40; n++)
        {
            (await SucceedsAsync(one)).ShouldBeTrue();
        }

        await HeardAsync(second, 40);
        (await CallUntilRefusedAsync(other)).ShouldBe(20);
        await HeardAsync(first, 60);
        (await SucceedsAsync(one)).ShouldBeFalse();
        (await first.Admin.ListQuotasAsync(Cancel)).Items.ShouldHaveSingleItem().Used.ShouldBe(60);
    }

    [Fact]
    public async Task Gateways_that_have_not_heard_of_each_other_let_each_through_no_more_than_the_quota_and_then_both_stop()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var first = await StartAsync(fixture);
        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder, Quick);
        await first.Admin.PutQuotaAsync("shared", new PutQuota(QuotaScope.Tenant, QuotaMetric.Calls, QuotaPeriod.Day, 30), Cancel);
        await Task.WhenAll(KnowsAsync(first, "shared"), KnowsAsync(second, "shared"));
        await using var one = await AgentAsync(first);
        await using var other = await AgentAsync(second);

        var through = await Task.WhenAll(CallUntilRefusedAsync(one), CallUntilRefusedAsync(other));

        through.ShouldAllBe(calls => calls <= 30);
        through.Sum().ShouldBeGreaterThanOrEqualTo(30);
        await Task.WhenAll(HeardAsync(first, through.Sum()), HeardAsync(second, through.Sum()));
        (await SucceedsAsync(one) || await SucceedsAsync(other)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_used_before_a_quota_was_set_counts_and_every_change_is_an_event()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await StartAsync(fixture);
        await using var agent = await AgentAsync(gateway);
        await agent.CallAsync("test_simple_text");
        await agent.CallAsync("test_simple_text");
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.GetUsageAsync(cancellationToken: Cancel)).Items.Sum(i => i.Executed) == 2, Patience, "it is counted", Cancel);

        var set = await gateway.Admin.PutQuotaAsync("late", new PutQuota(QuotaScope.Tenant, QuotaMetric.Calls, QuotaPeriod.Day, 10), Cancel);
        set.Used.ShouldBe(2);
        (await gateway.Admin.PutQuotaAsync("late", new PutQuota(QuotaScope.Tool, QuotaMetric.Calls, QuotaPeriod.Month, 5, "fixture"), Cancel)).Used.ShouldBe(2);
        await gateway.Admin.RemoveQuotaAsync("late", Cancel);
        await ToldAsync(gateway, EventTypes.QuotaSet, 2);
        await ToldAsync(gateway, EventTypes.QuotaRemoved, 1);
    }

    [Fact]
    public async Task A_quota_that_is_none_is_refused_with_all_that_is_wrong()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var refused = await Should.ThrowAsync<McpPlatform.Client.PlatformException>(
            () => gateway.Admin.PutQuotaAsync("Wrong!", new PutQuota(QuotaScope.Key, QuotaMetric.Cost, QuotaPeriod.Day, -1, WarnAtPercent: 101), Cancel));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        new[] { "name", "'limit'", "'subject'", "'warnAtPercent'" }.ShouldAllBe(part => refused.Message.Contains(part));
        (await gateway.Admin.ListQuotasAsync(Cancel)).Items.ShouldBeEmpty();
        (await Should.ThrowAsync<McpPlatform.Client.PlatformException>(() => gateway.Admin.RemoveQuotaAsync("none", Cancel))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<TestGateway> StartAsync(FixtureServer fixture)
    {
        var gateway = await TestGateway.StartAsync(postgres, Quick);
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: "") { Price = new UpstreamPrice(0.002m) });
        return gateway;
    }

    private static Task<Agent> AgentAsync(TestGateway gateway) => Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);

    private static Task KnowsAsync(TestGateway gateway, string quota) => Eventually.TrueAsync(
        () => gateway.Get<McpPlatform.Gateway.Metering.QuotaBook>().Counters("default").Any(c => c.Quota.Name == quota), Patience, "the gateway knows the quota", Cancel);

    private static Task HeardAsync(TestGateway gateway, int calls) => Eventually.TrueAsync(
        () => gateway.Get<McpPlatform.Gateway.Metering.QuotaBook>().Counters("default").Any(c => c.Used >= calls), Patience, $"the gateway hears of {calls} calls", Cancel);

    private static async Task RefusesAsync(TestGateway gateway)
    {
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        await Eventually.TrueAsync(
            async () =>
            {
                using var listed = await agent.CallAsync("tools/list", "{}");
                return (await listed.Content.ReadAsStringAsync(Cancel)).Contains("test_simple_text", StringComparison.Ordinal);
            },
            Patience, "the tool is offered", Cancel);
        using var refused = await agent.CallAsync("tools/call", """{"name":"test_simple_text","arguments":{}}""", ("Mcp-Name", "test_simple_text"));
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var error = (await WireAgent.JsonAsync(refused)).GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldStartWith("The quota 'three' of 'fixture/test_simple_text', 3 calls a month, is used up. It resets at ");
        error.GetProperty("data").GetProperty("limit").GetString().ShouldBe("quota");
    }

    private static async Task<int> CallUntilRefusedAsync(Agent agent)
    {
        var through = 0;
        while (await SucceedsAsync(agent))
        {
            through++;
        }

        return through;
    }

    private static async Task<bool> SucceedsAsync(Agent agent)
    {
        try
        {
            await agent.CallAsync("test_simple_text");
            return true;
        }
        catch (Exception exception) when (exception is McpException or HttpRequestException)
        {
            exception.Message.ShouldContain("quota");
            return false;
        }
    }

    private static Task ToldAsync(TestGateway gateway, string type, int times) => Eventually.TrueAsync(
        async () => (await gateway.Get<IEventLog>().ReadAsync("default", 0, null, 1_000, Cancel)).Count(e => e.Type == type) == times,
        Patience, $"{times} events {type}", Cancel);
}
