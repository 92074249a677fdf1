using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Events;
using McpPlatform.Core.Upstreams;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class UpstreamStoreTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static AddUpstream Tickets { get; } = new(
        "tickets", "https://tickets.example.com/mcp", "t", UpstreamProtocol.Modern,
        new Dictionary<string, string> { ["X-Region"] = "eu", ["Authorization"] = "secret://tickets" }, 30, 8, Enabled: false);

    [Fact]
    public async Task An_upstream_is_added_found_listed_changed_and_removed()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var upstreams = store.Get<IUpstreamStore>();

        var added = await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation);
        var found = (await upstreams.FindAsync("default", "tickets", Cancellation)).ShouldNotBeNull();
        var changed = (await upstreams.ChangeAsync(TestStore.Person, "tickets", new ChangeUpstream("http://other/mcp"), Cancellation)).ShouldNotBeNull();

        found.ShouldBeEquivalentTo(added);
        (found.Url, found.Prefix, found.Protocol, found.Timeout, found.MaxConcurrency, found.Enabled)
            .ShouldBe((Tickets.Url, "t", UpstreamProtocol.Modern, TimeSpan.FromSeconds(30), 8, false));
        found.Headers.ShouldBe(Tickets.Headers, ignoreOrder: true);
        (changed.Url, changed.Prefix, changed.Headers.Count, changed.CreatedAt).ShouldBe(("http://other/mcp", "tickets", 0, added.CreatedAt));
        changed.Version.ShouldBeGreaterThan(added.Version);
        (await upstreams.ListAsync("default", Cancellation)).ShouldHaveSingleItem().ShouldBeEquivalentTo(changed);
        (await upstreams.ListAsync("other", Cancellation)).ShouldBeEmpty();
        (await upstreams.ChangeAsync(TestStore.Person, "none", new ChangeUpstream("http://other/mcp"), Cancellation)).ShouldBeNull();
        (await upstreams.RemoveAsync(TestStore.Person, "tickets", Cancellation)).ShouldBeTrue();
        (await upstreams.RemoveAsync(TestStore.Person, "tickets", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_the_name()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var upstreams = store.Get<IUpstreamStore>();
        await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation);

        var failure = await Should.ThrowAsync<ConflictException>(() => upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation));

        failure.Message.ShouldContain("'tickets'");
    }

    [Fact]
    public async Task There_are_at_most_1000_upstreams()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await store.SqlAsync("""
            INSERT INTO upstreams SELECT 'default', 'u' || n, 'http://u/', 'u', 'auto', '{}', 60, 64, true, n, 'ada', now(), now()
            FROM generate_series(1, 1000) AS n
            """);

        var failure = await Should.ThrowAsync<ConflictException>(() => store.Get<IUpstreamStore>().AddAsync(TestStore.Person, Tickets, null, Cancellation));

        failure.Message.ShouldContain("1000");
    }

    [Fact]
    public async Task Of_changes_made_from_the_same_version_one_stands_and_the_others_are_refused()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var upstreams = store.Get<IUpstreamStore>();
        var seen = await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation);

        var changes = Enumerable.Range(1, 6).Select(async n =>
        {
            try
            {
                var change = new ChangeUpstream($"http://other/{n}", ExpectedVersion: seen.Version);
                return await upstreams.ChangeAsync(TestStore.Person, "tickets", change, Cancellation);
            }
            catch (ConflictException)
            {
                return null;
            }
        });
        var stands = (await Task.WhenAll(changes)).OfType<UpstreamInfo>().ShouldHaveSingleItem();

        (await upstreams.FindAsync("default", "tickets", Cancellation)).ShouldBeEquivalentTo(stands);
    }

    [Fact]
    public async Task A_version_never_comes_again_after_a_removal()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var upstreams = store.Get<IUpstreamStore>();
        var first = await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation);
        await upstreams.RemoveAsync(TestStore.Person, "tickets", Cancellation);

        (await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation)).Version.ShouldBeGreaterThan(first.Version);
    }

    [Fact]
    public async Task Each_change_is_an_event_without_address_and_headers()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var upstreams = store.Get<IUpstreamStore>();
        await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation);
        await upstreams.ChangeAsync(TestStore.Person, "tickets", new ChangeUpstream("http://other/mcp"), Cancellation);
        await upstreams.RemoveAsync(TestStore.Person, "tickets", Cancellation);
        var log = store.Get<IEventLog>();
        await Eventually.TrueAsync(
            async () => (await log.ReadAsync("default", 0, "upstream/tickets", 10, Cancellation)).Count == 3, Patience, "three events", Cancellation);

        var events = await log.ReadAsync("default", 0, "upstream/tickets", 10, Cancellation);

        events.Select(e => e.Type).ShouldBe(["upstream.added", "upstream.changed", "upstream.removed"]);
        events.ShouldAllBe(e => e.Actor == "Ada" && e.Data.GetRawText().StartsWith("{\"version\":"));
    }

    [Fact]
    public async Task The_upstreams_of_all_tenants_are_listed_for_the_gateway()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var upstreams = store.Get<IUpstreamStore>();
        await upstreams.AddAsync(TestStore.Person with { Tenant = "second" }, Tickets, null, Cancellation);
        await upstreams.AddAsync(TestStore.Person, Tickets, null, Cancellation);

        (await upstreams.ListAllAsync(Cancellation)).Select(u => (u.Tenant, u.Upstream.Name)).ShouldBe([("default", "tickets"), ("second", "tickets")]);
    }

    [Fact]
    public async Task Whoever_follows_hears_of_changes_by_others_and_after_connections_were_cut()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var other = await TestStore.OpenAsync(store.Owner);
        var theirs = other.Get<IUpstreamStore>();
        await using var news = store.Get<IUpstreamStore>().FollowAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        (await NextAsync(news)).ShouldBeEmpty();

        var added = await theirs.AddAsync(TestStore.Person, Tickets, null, Cancellation);
        (await NextAsync(news)).ShouldHaveSingleItem().Upstream.ShouldBeEquivalentTo(added);
        await store.CutConnectionsAsync();
        await theirs.ChangeAsync(TestStore.Person, "tickets", new ChangeUpstream("http://other/mcp"), Cancellation);
        (await NextAsync(news)).ShouldHaveSingleItem().Upstream.Url.ShouldBe("http://other/mcp");
        await theirs.RemoveAsync(TestStore.Person, "tickets", Cancellation);
        (await NextAsync(news)).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<TenantUpstream>> NextAsync(IAsyncEnumerator<IReadOnlyList<TenantUpstream>> news)
    {
        (await news.MoveNextAsync().AsTask().WaitAsync(Patience, Cancellation)).ShouldBeTrue();
        return news.Current;
    }
}
