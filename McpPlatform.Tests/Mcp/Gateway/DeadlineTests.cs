using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Folder;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A call has one end, whatever it waits for.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DeadlineTests(TestPostgres postgres)
{
    private const int DeadlineExceeded = -32016;
    private const string Modern = """
        "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task The_deadline_of_an_agent_ends_its_call_here_and_at_the_server_however_much_progress_it_makes(string era)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(era), Cancel);
        await using var gateway = await OfferAsync(fixture);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);

        var began = Stopwatch.GetTimestamp();
        using var response = await CallAsync(agent, "test_wait", 700, "\"progressToken\":1,");
        var events = await WireAgent.EventsAsync(response, Cancel).Select(e => e.Data).Where(d => d.Length > 0).ToListAsync(Cancel);

        events.Count(e => e.Contains("notifications/progress", StringComparison.Ordinal)).ShouldBeGreaterThan(1);
        ErrorIn(JsonDocument.Parse(events[^1]).RootElement).ShouldBe(
            (DeadlineExceeded, "The call did not end within the 0.7 s it had; it was cancelled. What it did until then may be done."));
        Stopwatch.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(10));
        await fixture.FirstAsync(m => m.JsonRpcMethod == "notifications/cancelled" || m is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" }, Cancel);
    }

    [Fact]
    public async Task A_legacy_agent_is_told_as_well_and_the_gateway_and_a_registration_may_say_less_than_the_agent()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:CallTimeout"] = "00:00:01" });
        await gateway.OfferAsync(new AddUpstream("server", fixture.Address.ToString(), Prefix: ""));
        await gateway.OfferAsync(new AddUpstream("hasty", fixture.Address.ToString()) { CallTimeoutSeconds = 1 });
        using var agent = await WireAgent.BeginAsync(new Uri(gateway.Address, "mcp"), key: gateway.AdminKey);
        foreach (var (tool, milliseconds, had) in new[] { ("test_wait", 300, "0.3"), ("test_wait", 60_000, "1"), ("hasty__test_wait", 60_000, "1") })
        {
            using var response = await agent.PostAsync($$"""{"jsonrpc":"2.0","id":"{{Guid.NewGuid()}}","method":"tools/call","params":{{Call(tool, milliseconds, "")}}}""");
            var (code, message) = ErrorIn(await WireAgent.JsonAsync(response));
            (code, message.Contains($" {had} s", StringComparison.Ordinal)).ShouldBe((DeadlineExceeded, true), message);
        }
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_server_is_told_what_is_left(string era)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(era), Cancel);
        await using var gateway = await OfferAsync(fixture);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        using var bounded = await CallAsync(agent, "test_simple_text", 30_000);
        using var unbounded = await agent.CallAsync("tools/call", """{"name":"test_simple_text"}""", ("Mcp-Name", "test_simple_text"));
        var told = fixture.Received.Where(r => r is { Kind: ReceivedKind.Request, JsonRpcMethod: "tools/call" })
            .Select(r => r.Body!.Value.GetProperty("params").GetProperty("_meta").GetProperty("mcp-platform/deadlineMs").GetInt32()).ToList();
        told.Count.ShouldBe(2);
        told[0].ShouldBeInRange(1, 30_000);
        told[1].ShouldBeInRange(30_001, 600_000);
    }

    [Fact]
    public async Task A_call_that_waited_until_its_time_was_over_is_never_executed()
    {
        var executed = 0;
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        fixture.AddTool(new FixtureTool("hang", "Hangs.", call =>
        {
            Interlocked.Increment(ref executed);
            return Task.Delay(Timeout.Infinite, call.Cancelled).ContinueWith(_ => new JsonObject(), TaskScheduler.Default);
        }));
        await using var gateway = await OfferAsync(fixture, concurrency: 1);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        var hangs = CallAsync(agent, "hang", 20_000);
        await Eventually.TrueAsync(() => executed == 1, Soon, "the first is executed", Cancel);

        using var late = await CallAsync(agent, "hang", 300);

        var (code, message) = ErrorIn(await WireAgent.JsonAsync(late));
        (code, message.Contains("nothing was done", StringComparison.Ordinal), executed).ShouldBe((DeadlineExceeded, true, 1), message);
        hangs.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Code_in_the_sandbox_has_no_more_time_than_its_call()
    {
        using var folder = new WatchedFolder();
        await using var gateway = await folder.StartAsync(postgres);
        await folder.ScriptAsync("spin", "export default () => { while (true) {} }", "description: Spins.\nquota: {wallSeconds: 60, cpuSeconds: 60}\n");
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        await Eventually.TrueAsync(
            async () =>
            {
                using var list = await agent.CallAsync("tools/list", "{}");
                return (await list.Content.ReadAsStringAsync(Cancel)).Contains("\"spin\"", StringComparison.Ordinal);
            },
            WatchedFolder.Soon, "the tool is listed", Cancel);

        var began = Stopwatch.GetTimestamp();
        using var response = await CallAsync(agent, "spin", 1_500);
        ErrorIn(await WireAgent.JsonAsync(response)).Code.ShouldBe(DeadlineExceeded);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    [InlineData("1.5")]
    public async Task A_deadline_that_is_none_is_refused(string said)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        using var response = await CallAsync(agent, "list_pipelines", said);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ErrorIn(await WireAgent.JsonAsync(response)).ShouldBe((-32602, "'mcp-platform/deadlineMs' must be a whole number of milliseconds, at least 1."));
    }

    private async Task<TestGateway> OfferAsync(FixtureServer fixture, int concurrency = 64)
    {
        var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("server", fixture.Address.ToString(), Prefix: "", MaxConcurrency: concurrency));
        return gateway;
    }

    private static Task<HttpResponseMessage> CallAsync(WireAgent agent, string tool, object deadline, string meta = "") => agent.PostAsync(
        $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{Call(tool, deadline, Modern + meta)}}}""", ("Mcp-Method", "tools/call"), ("Mcp-Name", tool));

    private static string Call(string tool, object deadline, string meta) =>
        $$$"""{"name":"{{{tool}}}","arguments":{},"_meta":{{{{meta}}}"mcp-platform/deadlineMs":{{{deadline}}}}}""";

    private static (int Code, string Message) ErrorIn(JsonElement message)
    {
        message.TryGetProperty("error", out var error).ShouldBeTrue(message.ToString());
        return (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!);
    }
}
