using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class UpstreamCommandTests
{
    [Fact]
    public async Task Upstreams_are_listed_as_a_table_and_as_the_APIs_object()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("upstreams")).Out.ShouldBe("There are no upstreams.");
        mcpp.Gateway.Platform.Upstreams["wiki"] = FakeUpstreams.Wiki;

        (await mcpp.RunAsync("upstreams", "list")).Out.ShouldContain(
            "wiki   https://wiki.example.com/mcp   wiki     modern     Authorization=secret://wiki-token, X-Region=eu      30 s         8   yes             7");
        (await mcpp.RunAsync("upstreams", "list", "--json")).Out.ShouldContain("\"timeoutSeconds\": 30");
    }

    [Fact]
    public async Task An_upstream_is_added_with_a_secret_from_standard_input_only()
    {
        await using var mcpp = await McppRun.StartAsync();
        var refused = await mcpp.RunAsync("upstreams", "add", "wiki", "https://wiki/mcp", "--header", "authorization=Bearer hunter2");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldStartWith("'authorization' is a secret");
        refused.Error.ShouldNotContain("hunter2");

        var added = await mcpp.RunAsync("Bearer hunter2\n", ["upstreams", "add", "wiki", "https://wiki/mcp", "--prefix", "", "--protocol", "legacy", "--header-stdin", "Authorization", "--disabled"]);

        (added.Out, added.Code).ShouldBe(("wiki stands.", 0));
        var stands = mcpp.Gateway.Platform.Upstreams["wiki"];
        (stands.Prefix, stands.Protocol, stands.Enabled, stands.TimeoutSeconds, stands.MaxConcurrency).ShouldBe(("", UpstreamProtocol.Legacy, false, 60, 64));
        stands.Headers["Authorization"].ShouldBe("Bearer hunter2");
    }

    [Fact]
    public async Task An_upstream_gets_tokens_that_an_issuer_exchanges_until_it_gets_none_any_more()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("upstreams", "add", "wiki", "https://wiki/mcp", "--token-scope", "read")).Error.ShouldContain("need --token-exchange ISSUER");
        (await mcpp.RunAsync("upstreams", "add", "wiki", "https://wiki/mcp", "--token-exchange", "corp", "--token-audience", "wiki")).Code.ShouldBe(0);
        mcpp.Gateway.Platform.Upstreams["wiki"].TokenExchange.ShouldBe(new UpstreamTokenExchange("corp", Audience: "wiki"));
        (await mcpp.RunAsync("upstreams", "change", "wiki", "--token-scope", "read write")).Code.ShouldBe(0);
        mcpp.Gateway.Platform.Upstreams["wiki"].TokenExchange.ShouldBe(new UpstreamTokenExchange("corp", Audience: "wiki", Scope: "read write"));
        (await mcpp.RunAsync("upstreams", "change", "wiki", "--token-exchange", "")).Code.ShouldBe(0);
        mcpp.Gateway.Platform.Upstreams["wiki"].TokenExchange.ShouldBeNull();
    }

    [Fact]
    public async Task A_change_leaves_as_it_is_what_is_not_named()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Upstreams["wiki"] = FakeUpstreams.Wiki;

        (await mcpp.RunAsync("upstreams", "change", "wiki", "--timeout", "5", "--header", "x-zone=a", "--remove-header", "x-region")).Out.ShouldBe("wiki is changed.");

        var stands = mcpp.Gateway.Platform.Upstreams["wiki"];
        stands.Headers.ShouldBe(new Dictionary<string, string> { ["Authorization"] = "secret://wiki-token", ["x-zone"] = "a" }, ignoreOrder: true);
        stands.ShouldBeEquivalentTo(FakeUpstreams.Wiki with { TimeoutSeconds = 5, Headers = stands.Headers, Version = 8 });
        (await mcpp.RunAsync("upstreams", "change", "wiki", "--disabled")).Code.ShouldBe(0);
        mcpp.Gateway.Platform.Upstreams["wiki"].Enabled.ShouldBeFalse();
        (await mcpp.RunAsync("upstreams", "change", "wiki", "--enabled")).Code.ShouldBe(0);
        mcpp.Gateway.Platform.Upstreams["wiki"].Enabled.ShouldBeTrue();
        (await mcpp.RunAsync("upstreams", "change", "wiki", "--enabled", "--disabled")).Error.ShouldStartWith("Give either");
    }

    [Fact]
    public async Task An_upstream_that_does_not_stand_is_neither_changed_nor_removed()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("upstreams", "change", "none")).Error.ShouldBe("There is no upstream 'none'.");
        (await mcpp.RunAsync("upstreams", "remove", "none")).Error.ShouldBe("There is no upstream 'none'.");
    }
}
