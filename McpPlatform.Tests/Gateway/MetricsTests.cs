using System.Diagnostics;
using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway;
using McpPlatform.ServiceDefaults;
using McpPlatform.ServiceDefaults.Metrics;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>What the Gateway measures and traces.</summary>
public sealed class MetricsTests(TestPostgres postgres)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string AgentSpan = "b7ad6b7169203331";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_counted_and_timed_by_method_server_and_outcome()
    {
        using var telemetry = new Telemetry("test", new ConfigurationBuilder().Build());
        await telemetry.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres, configure: services => services.AddSingleton(telemetry.Metrics));
        await gateway.OfferAsync(new AddUpstream("measured", fixture.Address.ToString(), Prefix: ""));
        await using (var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey))
        {
            await agent.CallAsync("test_simple_text");
            await agent.CallAsync("test_error_handling");
        }

        var page = await gateway.Http().GetStringAsync(new Uri("metrics", UriKind.Relative), Cancel);
        page.ShouldContain("# TYPE mcpp_gateway_call_duration_seconds histogram");
        var lines = page.Split('\n');
        lines.ShouldContain(l => l.StartsWith("mcpp_gateway_call_duration_seconds_count{", StringComparison.Ordinal) && Says(l, "Ok") && l.EndsWith("} 1", StringComparison.Ordinal), page);
        lines.ShouldContain(l => l.StartsWith("mcpp_gateway_call_duration_seconds_bucket{", StringComparison.Ordinal) && Says(l, "ToolError") && l.EndsWith("le=\"+Inf\"} 1", StringComparison.Ordinal), page);
        page.ShouldContain("# TYPE mcpp_gateway_audit_fill_ratio gauge");
    }

    [Fact]
    public async Task They_are_for_this_machine_and_for_those_with_the_key()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Platform:MetricsKey"] = "a-key-of-some-length" });
        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, ("X-Forwarded-For", "192.0.2.1"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(gateway, ("X-Forwarded-For", "192.0.2.1"), ("Authorization", "Bearer another-key-than-this"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(gateway, ("X-Forwarded-For", "192.0.2.1"), ("Authorization", "Bearer a-key-of-some-length"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_trace_goes_from_the_agent_through_the_gateway_to_the_server()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("traced", fixture.Address.ToString(), Prefix: ""));
        await CallAsync(gateway);

        var received = await fixture.FirstAsync(m => m.JsonRpcMethod == "tools/call", Cancel);
        var parent = received.Body!.Value.GetProperty("params").GetProperty("_meta").GetProperty("traceparent").GetString()!.Split('-');
        parent[1].ShouldBe(TraceId);
        parent[2].ShouldNotBe(AgentSpan);
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Any(c => c.Method == "tools/call" && c.TraceId == TraceId),
            TimeSpan.FromSeconds(15), "the audit names the trace", Cancel);
    }

    private static bool Says(string line, string outcome) =>
        new[] { "method=\"tools/call\"", "upstream=\"measured\"", $"outcome=\"{outcome}\"", "tenant=\"default\"" }.All(label => line.Contains(label, StringComparison.Ordinal));

    private static async Task CallAsync(TestGateway gateway)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "mcp"))
        {
            Content = new StringContent(
                $$"""
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_simple_text","arguments":{},"_meta":{
                "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"traceparent":"00-{{TraceId}}-{{AgentSpan}}-01"} } }
                """, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", $"Bearer {gateway.AdminKey}");
        request.Headers.Add("Accept", "application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Revisions.Modern);
        request.Headers.Add("Mcp-Method", "tools/call");
        request.Headers.Add("Mcp-Name", "test_simple_text");
        using var response = await http.SendAsync(request, Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<HttpStatusCode> StatusAsync(TestGateway gateway, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "metrics"));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }
}
