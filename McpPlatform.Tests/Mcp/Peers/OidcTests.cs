using System.Net;
using System.Text.Json.Nodes;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Gateway.Identity;
using McpPlatform.Tests.Mcp.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>Tokens of a real provider: how agents come by them, and when they are good no longer.</summary>
public sealed class OidcTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("legacy")]
    [InlineData("modern")]
    public async Task An_official_client_that_knows_only_the_address_signs_its_person_in_by_itself(string era)
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider, new MovableTime());
        var start = await PeerPackages.NodeAsync([PeerPackages.Script("signing-in.mjs"), $"{gateway.Address}mcp", era], Cancel);
        var run = await CommandRun.OfAsync(start, Cancel);
        run.Code.ShouldBe(0, run.Output);
        var journey = new Journey([.. run.Output.Split('\n').Where(line => line.StartsWith('{'))]);
        var asked = journey.First("asked");
        ((string)asked["scope"]!).ShouldContain("mcpp:read");
        ((string)asked["resource"]!).ShouldBe($"{gateway.Address}mcp");
        ((string)asked["method"]!).ShouldBe("S256");
        journey.First("tools").AsArray().Select(t => (string)t!).ShouldContain("list_pipelines");
        ((bool?)journey.First("pipelines")["isError"] ?? false).ShouldBeFalse();
        var who = await gateway.Client((string)journey.First("token")!).WhoAmIAsync(Cancel);
        who.Name.ShouldBe("ada");
        who.Kind.ShouldBe(PrincipalKind.Agent);
    }

    [Fact]
    public async Task A_token_ends_at_its_end()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        var time = new MovableTime();
        await using var gateway = await StartAsync(provider, time);
        var client = gateway.Client(await provider.RobotTokenAsync($"{gateway.Address}mcp", "mcpp:read", Cancel));
        (await client.WhoAmIAsync(Cancel)).Scopes.ShouldBe([Scope.Read]);
        time.Pass(TimeSpan.FromSeconds(661));
        await IsRefusedAsync(client, "expired");
    }

    [Fact]
    public async Task New_keys_of_the_provider_are_found_and_tokens_of_the_old_ones_refused()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        var time = new MovableTime();
        await using var gateway = await StartAsync(provider, time);
        var old = gateway.Client(await provider.RobotTokenAsync($"{gateway.Address}mcp", "mcpp:read", Cancel));
        await old.WhoAmIAsync(Cancel);
        await provider.RestartAsync(Cancel);
        time.Pass(TimeSpan.FromSeconds(31));
        await gateway.Client(await provider.RobotTokenAsync($"{gateway.Address}mcp", "mcpp:read", Cancel)).WhoAmIAsync(Cancel);
        await IsRefusedAsync(old, "key");
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_refused_once_the_providers_word_is_old()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel, "opaque");
        var time = new MovableTime();
        await using var gateway = await StartAsync(provider, time, new()
        {
            ["Gateway:Issuers:corp:ClientId"] = "workbench",
            ["Gateway:Issuers:corp:ClientSecret"] = "secret://corp-client",
            ["Gateway:Issuers:corp:IntrospectEvery"] = "00:00:30",
        });
        await gateway.Admin.SetSecretAsync("corp-client", "workbench-secret", Cancel);
        var token = await provider.RobotTokenAsync($"{gateway.Address}mcp", "mcpp:read mcpp:run", Cancel);
        token.ShouldNotContain(".");
        var client = gateway.Client(token);
        (await client.WhoAmIAsync(Cancel)).Scopes.ShouldBe([Scope.Read, Scope.Run]);
        await provider.RevokeAsync(token, Cancel);
        time.Pass(TimeSpan.FromSeconds(31));
        await IsRefusedAsync(client, "neither");
    }

    [Fact]
    public async Task A_token_for_another_resource_is_refused()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider, new MovableTime());
        await IsRefusedAsync(gateway.Client(await provider.RobotTokenAsync("https://other.example/mcp", "mcpp:read", Cancel)), "audience");
    }

    private Task<TestGateway> StartAsync(OidcProvider provider, MovableTime time, Dictionary<string, string?>? more = null) => TestGateway.StartAsync(
        postgres,
        new(more ?? [])
        {
            ["Gateway:Issuers:corp:Address"] = provider.Issuer,
            ["Gateway:Issuers:corp:Scopes:0:Scope"] = "mcpp:read",
            ["Gateway:Issuers:corp:Scopes:0:Gives:0"] = "read",
            ["Gateway:Issuers:corp:Scopes:1:Scope"] = "mcpp:run",
            ["Gateway:Issuers:corp:Scopes:1:Gives:0"] = "run",
        },
        services => services.AddSingleton<TimeProvider>(time));

    private static async Task IsRefusedAsync(PlatformClient client, string reason)
    {
        var refusal = await Should.ThrowAsync<PlatformException>(() => client.WhoAmIAsync(Cancel));
        refusal.Status.ShouldBe(HttpStatusCode.Unauthorized);
        refusal.Message.ShouldContain(reason);
    }
}
