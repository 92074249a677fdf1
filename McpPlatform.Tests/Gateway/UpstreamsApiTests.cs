using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Secrets;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class UpstreamsApiTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static AddUpstream Tickets { get; } = new("tickets", "https://tickets.example.com/mcp");

    [Fact]
    public async Task An_upstream_takes_its_defaults_is_changed_and_removed()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);

        var added = await gateway.Admin.AddUpstreamAsync(Tickets, Cancel);
        (added.Prefix, added.Protocol, added.TimeoutSeconds, added.MaxConcurrency, added.Enabled, added.Headers.Count)
            .ShouldBe(("tickets", UpstreamProtocol.Auto, 60, 64, true, 0));
        var changed = await gateway.Admin.ChangeUpstreamAsync(
            "tickets", new ChangeUpstream(Tickets.Url, Prefix: "", Enabled: false, ExpectedVersion: added.Version), Cancel);
        (changed.Prefix, changed.Enabled, changed.CreatedAt).ShouldBe(("", false, added.CreatedAt));
        (await gateway.Admin.GetUpstreamAsync("tickets", Cancel)).ShouldBeEquivalentTo(changed);
        (await gateway.Admin.ListUpstreamsAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem().ShouldBeEquivalentTo(changed);
        await gateway.Admin.RemoveUpstreamAsync("tickets", Cancel);
        (await StatusAsync(() => gateway.Admin.GetUpstreamAsync("tickets", Cancel))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_change_from_a_version_that_no_longer_stands_is_refused_and_sets_no_secret()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var added = await gateway.Admin.AddUpstreamAsync(Tickets, Cancel);
        await gateway.Admin.ChangeUpstreamAsync("tickets", new ChangeUpstream(Tickets.Url), Cancel);
        var late = new ChangeUpstream(Tickets.Url, Headers: Authorization("Bearer late"), ExpectedVersion: added.Version);

        (await StatusAsync(() => gateway.Admin.ChangeUpstreamAsync("tickets", late, Cancel))).ShouldBe(HttpStatusCode.Conflict);

        (await gateway.Admin.ListSecretsAsync(cancellationToken: Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_given_in_the_clear_is_stored_and_replaced_by_a_reference()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var headers = Authorization("Bearer tr0ub4dor").Append(new("X-Region", "eu")).Append(new("X-Api-Key", "tr0ub4dor-2")).ToDictionary();

        var added = await gateway.Admin.AddUpstreamAsync(Tickets with { Headers = headers }, Cancel);

        added.Headers.ShouldBe(
            new Dictionary<string, string>
            {
                ["Authorization"] = "secret://upstream/tickets/authorization", ["X-Api-Key"] = "secret://upstream/tickets/x-api-key", ["X-Region"] = "eu",
            },
            ignoreOrder: true);
        (await gateway.Get<ISecretResolver>().ResolveAsync("default", added.Headers["Authorization"], "test", Cancel)).ShouldBe("Bearer tr0ub4dor");
        await gateway.Admin.ChangeUpstreamAsync("tickets", new ChangeUpstream(Tickets.Url, Headers: added.Headers), Cancel);
        (await gateway.Get<ISecretResolver>().ResolveAsync("default", added.Headers["Authorization"], "test", Cancel)).ShouldBe("Bearer tr0ub4dor");
        gateway.Logs.ShouldNotContain(line => line.Contains("tr0ub4dor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_reads_sees_upstreams_and_only_an_administrator_changes_them()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.AddUpstreamAsync(Tickets, Cancel);
        var agent = gateway.Client(await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Write, Scope.Run));

        (await agent.ListUpstreamsAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        foreach (var act in new Func<Task>[]
        {
            () => agent.AddUpstreamAsync(Tickets with { Name = "other" }, Cancel),
            () => agent.ChangeUpstreamAsync("tickets", new ChangeUpstream(Tickets.Url), Cancel), () => agent.RemoveUpstreamAsync("tickets", Cancel),
        })
        {
            (await Should.ThrowAsync<PlatformException>(act)).Rule.ShouldBe("scope-admin");
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_without_values()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var wrong = new AddUpstream(
            "Tickets", "https://ada:hunter2@tickets.example.com/mcp#top", "A!", UpstreamProtocol.Auto,
            new Dictionary<string, string> { ["Host"] = "hunter2", ["Mcp-Session-Id"] = "hunter2", ["X A"] = "hunter2", ["X-B"] = "hunter2\r\nX: y", ["X-C"] = "secret://?" },
            0, 10_001);

        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(wrong, Cancel));

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var part in new[] { "name has 1 to 30", "neither a user nor", "'prefix'", "'timeoutSeconds'", "'maxConcurrency'", "'Host'", "'Mcp-Session-Id'", "HTTP allows", "'X-B'", "'X-C'" })
        {
            refused.Detail.ShouldContain(part);
        }

        refused.Detail.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("ftp://tickets.example.com/")]
    [InlineData("/mcp")]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData(" https://tickets.example.com/")]
    [InlineData("https://tickets.example.com/\0")]
    [InlineData("http://h/#")]
    public async Task An_address_that_is_no_address_of_a_server_is_refused(string url)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(Tickets with { Url = url }, Cancel))).Detail.ShouldContain("'url'");
    }

    [Fact]
    public async Task Headers_are_at_most_twenty_each_given_once()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var many = Enumerable.Range(1, 21).ToDictionary(n => $"X-{n}", n => "v");
        var twice = new Dictionary<string, string> { ["X-A"] = "1", ["x-a"] = "2" };

        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(Tickets with { Headers = many }, Cancel))).Detail.ShouldContain("at most 20");
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(Tickets with { Headers = twice }, Cancel))).Detail.ShouldContain("twice");
    }

    private static Dictionary<string, string> Authorization(string value) => new() { ["Authorization"] = value };

    private static async Task<HttpStatusCode> StatusAsync(Func<Task> act) => (await Should.ThrowAsync<PlatformException>(act)).Status;
}
