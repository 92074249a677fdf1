using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Gateway;
using McpPlatform.Tests.Mcp.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Identity;

/// <summary>Tokens at every door of the gateway, and what those hear who have none, or none that will do.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BearerTests(TestPostgres postgres)
{
    private const string RunPipeline = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"run_pipeline","arguments":{}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_opens_the_HTTP_API_for_what_it_gives_and_no_more()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        var client = gateway.Client(Token(issuer, gateway, "mcpp:read"));
        var who = await client.WhoAmIAsync(Cancel);
        (who.Name, who.Tenant, who.Kind).ShouldBe(("ada", "default", PrincipalKind.Agent));
        await client.ListPipelinesAsync(cancellationToken: Cancel);
        (await Should.ThrowAsync<PlatformException>(() => client.ListKeysAsync(cancellationToken: Cancel))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_token_opens_Streamable_HTTP_in_either_era(string revision)
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, Token(issuer, gateway, "mcpp:read"));
        (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).ShouldContain(t => t.Name == "list_pipelines");
    }

    [Fact]
    public async Task A_token_opens_a_stream_of_the_old_transport_and_no_message_is_taken_after_its_end()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        var time = new MovableTime();
        await using var gateway = await StartAsync(issuer, time);
        await using var agent = await MessageAgent.OpenAsync(MessageAgent.Sse, gateway.Address, Token(issuer, gateway, "mcpp:read"));
        await agent.BeginAsync();
        (await agent.CallAsync("tools/list")).TryGetProperty("result", out _).ShouldBeTrue();
        time.Pass(TimeSpan.FromMinutes(12));
        (await Should.ThrowAsync<InvalidOperationException>(() => agent.CallAsync("tools/list"))).Message.ShouldContain("expired");
    }

    [Fact]
    public async Task A_token_opens_a_socket_and_its_end_closes_it()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        var time = new MovableTime();
        await using var gateway = await StartAsync(issuer, time);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, Token(issuer, gateway, "mcpp:read"));
        (await agent.ModernAsync("tools/list")).TryGetProperty("result", out _).ShouldBeTrue();
        time.Pass(TimeSpan.FromMinutes(12));
        await agent.StartModernAsync("tools/list");
        var (code, _) = await agent.Ended.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        code.ShouldBe(WebSocketCloseStatus.PolicyViolation);
    }

    [Fact]
    public async Task Who_has_no_token_is_told_where_to_get_one()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        var root = gateway.Address.GetLeftPart(UriPartial.Authority);
        (await ChallengeAsync(gateway, "mcp")).ShouldBe(
            $"Bearer resource_metadata=\"{root}/.well-known/oauth-protected-resource/mcp\", scope=\"mcpp:read mcpp:run\"");
        (await ChallengeAsync(gateway, "api/v1/me")).ShouldBe(
            $"Bearer resource_metadata=\"{root}/.well-known/oauth-protected-resource\", scope=\"mcpp:read mcpp:run\"");
        (await ChallengeAsync(gateway, "mcp", "ey.nonsense.token")).ShouldStartWith(
            "Bearer error=\"invalid_token\", error_description=\"The token is no signed JSON Web Token");
        var metadata = JsonNode.Parse(await gateway.Http().GetStringAsync(new Uri(".well-known/oauth-protected-resource/mcp", UriKind.Relative), Cancel))!;
        ((string)metadata["resource"]!).ShouldBe($"{root}/mcp");
        ((string)metadata["authorization_servers"]![0]!).ShouldBe(issuer.Address);
        metadata["scopes_supported"]!.AsArray().Select(s => (string)s!).ShouldBe(["mcpp:read", "mcpp:run", "mcpp:admin"]);
    }

    [Fact]
    public async Task A_gateway_without_issuers_speaks_of_keys_alone()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        (await ChallengeAsync(gateway, "mcp")).ShouldBe("Bearer");
        using var metadata = await gateway.Http().GetAsync(new Uri(".well-known/oauth-protected-resource", UriKind.Relative), Cancel);
        metadata.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_call_that_a_token_does_not_allow_says_which_scope_would()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        var token = Token(issuer, gateway, "mcpp:read");
        using var legacy = await WireAgent.BeginAsync(new Uri(gateway.Address, "mcp"), key: token);
        await SaysWhichScopeAsync(await legacy.PostAsync(RunPipeline));
        using var modern = new WireAgent(new Uri(gateway.Address, "mcp"), "2026-07-28", token);
        await SaysWhichScopeAsync(await modern.CallAsync("tools/call", """{"name":"run_pipeline","arguments":{}}""", ("Mcp-Name", "run_pipeline")));
    }

    [Fact]
    public async Task A_key_that_lacks_a_scope_is_answered_as_ever()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        using var agent = await WireAgent.BeginAsync(new Uri(gateway.Address, "mcp"), key: await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read));
        using var answer = await agent.PostAsync(RunPipeline);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.WwwAuthenticate.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_gives_a_weaker_token_of_the_same_person_no_more_than_it_has()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        using var strong = await WireAgent.BeginAsync(new Uri(gateway.Address, "mcp"), key: Token(issuer, gateway, "mcpp:read mcpp:run"));
        using var weak = new WireAgent(new Uri(gateway.Address, "mcp"), key: Token(issuer, gateway, "mcpp:read"));
        await SaysWhichScopeAsync(await weak.PostAsync(RunPipeline, ("Mcp-Session-Id", strong.Session!)));
    }

    [Fact]
    public async Task A_token_opens_nothing_once_its_tenant_is_suspended()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime(), tenant: "north");
        var client = gateway.Client(Token(issuer, gateway, "mcpp:read"));
        (await Should.ThrowAsync<PlatformException>(() => client.WhoAmIAsync(Cancel))).Status.ShouldBe(HttpStatusCode.Unauthorized, "there is no such tenant");
        await OtherTenant.FoundAsync(gateway, "north");
        (await client.WhoAmIAsync(Cancel)).Tenant.ShouldBe("north");
        await gateway.Admin.SuspendTenantAsync("north", Cancel);
        (await Should.ThrowAsync<PlatformException>(() => client.WhoAmIAsync(Cancel))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Neither_tokens_nor_what_stands_in_them_are_logged()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer, new MovableTime());
        var token = Token(issuer, gateway, "mcpp:read");
        await gateway.Client(token).WhoAmIAsync(Cancel);
        await Should.ThrowAsync<PlatformException>(() => gateway.Client(token[..^3] + "AAA").WhoAmIAsync(Cancel));
        gateway.Logs.ShouldContain(line => line.Contains("A token was refused: Signature"));
        var begin = token[..40];
        gateway.Logs.ShouldAllBe(line => !line.Contains(begin));
    }

    [Fact]
    public async Task Settings_that_cannot_work_stop_the_start_and_are_all_named()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => TestGateway.StartAsync(postgres, new()
        {
            ["Gateway:Issuers:Corp:Address"] = "http://issuer.example",
            ["Gateway:Issuers:Corp:Algorithms:0"] = "HS256",
            ["Gateway:Issuers:Corp:ClientSecret"] = "in the clear",
            ["Gateway:Issuers:Corp:Tenant"] = "*",
            ["Gateway:Issuers:Corp:Roles:0:Claim"] = "groups",
        }));
        foreach (var part in (string[])["'Gateway:Issuers:Corp'", ":Address'", "HS256", ":ClientSecret'", ":ClientId'", ":Tenant'", ":Roles'"])
        {
            failure.Message.ShouldContain(part);
        }

        failure.Message.ShouldNotContain("in the clear");
    }

    private Task<TestGateway> StartAsync(IssuerDouble issuer, MovableTime time, string tenant = "default") => TestGateway.StartAsync(
        postgres,
        new()
        {
            ["Gateway:Issuers:corp:Address"] = issuer.Address,
            ["Gateway:Issuers:corp:Tenant"] = tenant,
            ["Gateway:Issuers:corp:Scopes:0:Scope"] = "mcpp:read",
            ["Gateway:Issuers:corp:Scopes:0:Gives:0"] = "read",
            ["Gateway:Issuers:corp:Scopes:1:Scope"] = "mcpp:run",
            ["Gateway:Issuers:corp:Scopes:1:Gives:0"] = "run",
            ["Gateway:Issuers:corp:Scopes:2:Scope"] = "mcpp:admin",
            ["Gateway:Issuers:corp:Scopes:2:Gives:0"] = "admin",
        },
        services => services.AddSingleton<TimeProvider>(time));

    private static string Token(IssuerDouble issuer, TestGateway gateway, string scope) =>
        issuer.Token($"{gateway.Address}mcp", DateTimeOffset.UtcNow, more: new() { ["scope"] = scope });

    private static async Task SaysWhichScopeAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            answer.Headers.WwwAuthenticate.ToString().ShouldContain("error=\"insufficient_scope\"");
            answer.Headers.WwwAuthenticate.ToString().ShouldContain("scope=\"mcpp:read mcpp:run\"");
            (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("-32010");
        }
    }

    private static async Task<string> ChallengeAsync(TestGateway gateway, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await gateway.Http().SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        return answer.Headers.WwwAuthenticate.ToString();
    }
}
