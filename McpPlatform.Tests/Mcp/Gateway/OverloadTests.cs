using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>More calls than the gateway can take: who notices, and who does not.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OverloadTests(TestPostgres postgres)
{
    private const int OverItsMeans = -32017;
    private const string Hang = """{"jsonrpc":"2.0","id":"ID","method":"tools/call","params":{"name":"hang","arguments":{}}}""";
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_that_sends_far_too_much_slows_no_other()
    {
        await using var fixture = await SlowServerAsync();
        await using var gateway = await TestGateway.StartAsync(postgres, new()
        {
            ["Gateway:MaxCalls"] = "8", ["Gateway:MaxCallsPerTenant"] = "6", ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000",
        });
        var quiet = await OtherTenant.FoundAsync(gateway, "quiet");
        foreach (var key in new[] { gateway.AdminKey, quiet })
        {
            await gateway.Client(key).AddUpstreamAsync(new AddUpstream("server", fixture.Address.ToString(), Prefix: ""), Cancel);
        }

        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, quiet);
        using var noisy = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        await Eventually.TrueAsync(async () => await WorksAsync(agent) && await WorksAsync(noisy), Soon, "the server is offered to both", Cancel);

        var alone = await MedianAsync(agent);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var flood = Enumerable.Range(0, 30).Select(_ => FloodAsync(noisy, enough.Token)).ToList();
        var beside = await MedianAsync(agent);
        await enough.CancelAsync();
        var sent = (await Task.WhenAll(flood)).Sum();

        sent.ShouldBeGreaterThan(20);
        (beside / alone).ShouldBeLessThan(1.2, $"{alone.TotalMilliseconds:0} ms alone, {beside.TotalMilliseconds:0} ms beside {sent} other calls");
    }

    [Fact]
    public async Task Over_its_means_it_refuses_calls_of_low_priority_with_a_status_for_it_and_lives_on()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fixture = await SlowServerAsync();
        fixture.AddTool(new FixtureTool("hang", "Hangs until it is released.", async call =>
        {
            await release.Task.WaitAsync(call.Cancelled);
            return Content.Result("Released.");
        }));
        await using var gateway = await TestGateway.StartAsync(postgres, new()
        {
            ["Gateway:MaxCalls"] = "1", ["Gateway:ShedDelay"] = "00:00:00.020", ["Gateway:UpstreamQueueTimeout"] = "00:00:00.300",
        });
        await gateway.OfferAsync(new AddUpstream("server", fixture.Address.ToString(), Prefix: ""));
        using var modern = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        using var legacy = await WireAgent.BeginAsync(new Uri(gateway.Address, "mcp"), key: gateway.AdminKey);
        await Eventually.TrueAsync(() => WorksAsync(modern), Soon, "the server is offered", Cancel);
        var hangs = legacy.PostAsync(Hang);
        await fixture.FirstAsync(r => r.JsonRpcMethod == "tools/call" && r.Body!.Value.GetRawText().Contains("\"hang\"", StringComparison.Ordinal), Cancel);

        // Those who wait show how long they wait, and low priority is refused when that has lasted.
        HttpResponseMessage? refused = null;
        await Eventually.TrueAsync(
            async () => (refused = await CallLowAsync(modern)).StatusCode == HttpStatusCode.ServiceUnavailable, Soon, "low priority is refused", Cancel);
        refused!.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        var error = (await WireAgent.JsonAsync(refused)).GetProperty("error");
        (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()).ShouldBe(
            (OverItsMeans, "The gateway has more to do than it can, and takes no calls of low priority now. Try again later."));
        using var toLegacy = await legacy.PostAsync(
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"work","arguments":{},"_meta":{"mcp-platform/priority":"low"}}}""");
        toLegacy.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        using var ping = await legacy.PostAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""");
        ping.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.Http().GetAsync(new Uri("/health/live", UriKind.Relative), Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        release.SetResult();
        using var released = await hangs;
        (await released.Content.ReadAsStringAsync(Cancel)).ShouldContain("Released.");
        await Eventually.TrueAsync(() => WorksAsync(modern), Soon, "it takes calls again", Cancel);
    }

    private static async Task<FixtureServer> SlowServerAsync()
    {
        var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        fixture.AddTool(new FixtureTool("work", "Takes its time.", async call =>
        {
            await Task.Delay(Work, call.Cancelled);
            return Content.Result("Done.");
        }));
        return fixture;
    }

    private static async Task<TimeSpan> MedianAsync(WireAgent agent)
    {
        var took = new List<TimeSpan>();
        for (var i = 0; i < 15; i++)
        {
            var began = Stopwatch.GetTimestamp();
            (await WorksAsync(agent)).ShouldBeTrue();
            took.Add(Stopwatch.GetElapsedTime(began));
        }

        return took.Order().ElementAt(took.Count / 2);
    }

    private static async Task<int> FloodAsync(WireAgent agent, CancellationToken enough)
    {
        var sent = 0;
        for (; !enough.IsCancellationRequested; sent++)
        {
            await WorksAsync(agent);
        }

        return sent;
    }

    private static async Task<bool> WorksAsync(WireAgent agent)
    {
        using var response = await agent.CallAsync("tools/call", """{"name":"work","arguments":{}}""", ("Mcp-Name", "work"));
        return (await response.Content.ReadAsStringAsync(Cancel)).Contains("Done.", StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> CallLowAsync(WireAgent agent) => agent.PostAsync(
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"work","arguments":{},"_meta":{
        "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"mcp-platform/priority":"low"}}}
        """,
        ("Mcp-Method", "tools/call"), ("Mcp-Name", "work"));
}
