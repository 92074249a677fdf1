using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Limits;

/// <summary>What callers hear when they send too much.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RequestLimitTests(TestPostgres postgres)
{
    private const string Simple = """{"name":"test_simple_text","arguments":{}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_is_called_as_often_as_its_server_says_and_another_tool_of_it_too()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("slow", fixture.Address.ToString(), Prefix: "") { RateLimit = new UpstreamRateLimit(0.01, 2) });
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        (await CallAsync(agent, Simple)).Status.ShouldBe(HttpStatusCode.OK);
        (await CallAsync(agent, Simple)).Status.ShouldBe(HttpStatusCode.OK);

        using var refused = await agent.CallAsync("tools/call", Simple, ("Mcp-Name", "test_simple_text"));

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(90, 100);
        var error = (await WireAgent.JsonAsync(refused)).GetProperty("error");
        error.GetProperty("message").GetString().ShouldBe("'test_simple_text' may be called only so often: 0.01 a second, 2 at once. Wait 100 s.");
        error.GetProperty("data").GetProperty("limit").GetString().ShouldBe("tool");
        error.GetProperty("data").GetProperty("retryAfterMs").GetInt64().ShouldBeInRange(90_000, 100_000);
        (await CallAsync(agent, """{"name":"test_error_handling","arguments":{}}""", "test_error_handling")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task All_keys_of_a_tenant_together_have_a_limit_over_MCP_and_the_API()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Limits:TenantRequestsPerSecond"] = "0.02", ["Limits:TenantBurst"] = "4" });
        var key = await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, key);
        (await CallAsync(agent, "{}", null, "tools/list")).Status.ShouldBe(HttpStatusCode.OK);
        await gateway.Client(key).WhoAmIAsync(Cancel);
        await gateway.Client(key).WhoAmIAsync(Cancel);

        using var api = await gateway.Http(gateway.AdminKey).GetAsync(new Uri("api/v1/me", UriKind.Relative), Cancel);
        api.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await api.Content.ReadAsStringAsync(Cancel)).ShouldContain("All keys of the tenant");
        var (status, text) = await CallAsync(agent, "{}", null, "tools/list");
        (status, text.Contains("\"limit\":\"tenant\"", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.TooManyRequests, true), text);
    }

    [Fact]
    public async Task Limits_that_are_none_are_refused_at_the_start_and_on_registration()
    {
        var failure = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TestGateway.StartAsync(postgres, new() { ["Redis:Address"] = "a,b=c" }));
        failure.Message.ShouldContain("Redis:Address");
        await using var gateway = await TestGateway.StartAsync(postgres);
        var wrong = new AddUpstream("wrong", "http://127.0.0.1:9/mcp") { RateLimit = new UpstreamRateLimit(0, 0), Price = new UpstreamPrice(-1) };
        var refused = await Should.ThrowAsync<McpPlatform.Client.PlatformException>(() => gateway.Admin.AddUpstreamAsync(wrong, Cancel));
        refused.Message.ShouldContain("rateLimit.callsPerSecond");
        refused.Message.ShouldContain("'price'");
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(
        WireAgent agent, string parameters, string? name = "test_simple_text", string method = "tools/call")
    {
        (string, string)[] headers = name is null ? [] : [("Mcp-Name", name)];
        using var answer = await agent.CallAsync(method, parameters, headers);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
