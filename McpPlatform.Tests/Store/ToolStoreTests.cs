using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Tools;
using McpPlatform.Core.Upstreams;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class ToolStoreTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_seen_first_is_approved_for_whoever_registered_and_a_change_waits_for_a_person()
    {
        await using var store = await StoreAsync();
        var tools = store.Get<IToolStore>();

        (await SeeAsync(store, Tool("search", "Searches."))).Values.ShouldHaveSingleItem().Approved!.By.ShouldBe("Ada");
        var changed = Tool("search", "Searches, and more.");
        (await SeeAsync(store, changed))["search"].State.ShouldBe(ToolState.Quarantined);

        var found = (await tools.FindAsync("default", "wiki", "search", Cancellation)).ShouldNotBeNull();
        (found.Info.State, found.ApprovedJson, found.OfferedJson).ShouldBe((ToolState.Quarantined, Tool("search", "Searches.").Json, changed.Json));
        var approved = (await tools.DecideAsync(TestStore.Person with { Name = "Grace" }, "wiki", "search", changed.Hash, true, Cancellation)).ShouldNotBeNull();
        (approved.Info.State, approved.Info.Approved!.By, approved.ApprovedJson, approved.OfferedJson).ShouldBe((ToolState.Approved, "Grace", changed.Json, null));
        (await tools.FindAsync("default", "wiki", "search", Cancellation)).ShouldBeEquivalentTo(approved);
    }

    [Fact]
    public async Task Where_tools_are_reviewed_everything_new_waits()
    {
        await using var store = await StoreAsync(DefinitionTrust.Reviewed);

        (await SeeAsync(store, Tool("search", "Searches.")))["search"].State.ShouldBe(ToolState.Quarantined);
    }

    [Fact]
    public async Task A_danger_waits_even_when_it_is_seen_for_the_first_time()
    {
        await using var store = await StoreAsync();
        var danger = new DefinitionFinding(FindingKind.Concealment, DefinitionSeverity.Danger, "/description", "It hides.");

        var pins = await store.Get<IToolStore>().SeeAsync("default", "wiki", [new SeenTool(Tool("search", "Searches."), [danger])], [], Cancellation);

        pins["search"].State.ShouldBe(ToolState.Quarantined);
        (await store.Get<IToolStore>().FindAsync("default", "wiki", "search", Cancellation))!.Info.Findings.ShouldBe([danger]);
    }

    [Fact]
    public async Task What_is_decided_must_be_what_was_seen()
    {
        await using var store = await StoreAsync();
        var tools = store.Get<IToolStore>();
        await SeeAsync(store, Tool("search", "First."));
        await SeeAsync(store, Tool("search", "Second."));
        var shown = Tool("search", "Second.").Hash;
        await SeeAsync(store, Tool("search", "Third."));

        foreach (var approve in new[] { true, false })
        {
            var failure = await Should.ThrowAsync<ConflictException>(() => tools.DecideAsync(TestStore.Person, "wiki", "search", shown, approve, Cancellation));
            failure.Message.ShouldContain(Tool("search", "Third.").Hash);
        }

        (await tools.DecideAsync(TestStore.Person, "wiki", "none", shown, true, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_rejected_is_remembered_until_it_changes_and_the_approved_one_is_welcome_again()
    {
        await using var store = await StoreAsync();
        var tools = store.Get<IToolStore>();
        var (good, bad) = (Tool("search", "Good."), Tool("search", "Bad."));
        await SeeAsync(store, good);
        await SeeAsync(store, bad);
        await tools.DecideAsync(TestStore.Person, "wiki", "search", bad.Hash, false, Cancellation);

        (await SeeAsync(store, bad))["search"].State.ShouldBe(ToolState.Rejected);
        (await WithdrawAsync(store, "search"))["search"].State.ShouldBe(ToolState.Withdrawn);
        (await SeeAsync(store, bad))["search"].State.ShouldBe(ToolState.Rejected);
        (await SeeAsync(store, Tool("search", "Other.")))["search"].State.ShouldBe(ToolState.Quarantined);
        (await SeeAsync(store, good))["search"].State.ShouldBe(ToolState.Approved);
    }

    [Fact]
    public async Task An_approval_can_be_taken_back_and_given_again()
    {
        await using var store = await StoreAsync();
        var tools = store.Get<IToolStore>();
        var tool = Tool("search", "Searches.");
        await SeeAsync(store, tool);

        var rejected = (await tools.DecideAsync(TestStore.Person, "wiki", "search", tool.Hash, false, Cancellation)).ShouldNotBeNull();
        (rejected.Info.State, rejected.ApprovedJson, rejected.OfferedJson).ShouldBe((ToolState.Rejected, null, tool.Json));
        (await tools.DecideAsync(TestStore.Person, "wiki", "search", tool.Hash, true, Cancellation))!.Info.State.ShouldBe(ToolState.Approved);
    }

    [Fact]
    public async Task An_upstream_takes_its_tools_along_when_it_is_removed_and_nothing_is_noted_after()
    {
        await using var store = await StoreAsync();
        await SeeAsync(store, Tool("search", "Searches."));
        await store.Get<IUpstreamStore>().RemoveAsync(TestStore.Person, "wiki", Cancellation);

        (await store.SqlAsync("SELECT count(*) FROM tools")).ShouldBe(0L);
        (await SeeAsync(store, Tool("search", "Searches."))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_are_filtered_and_come_page_by_page()
    {
        await using var store = await StoreAsync();
        var tools = store.Get<IToolStore>();
        await store.Get<IUpstreamStore>().AddAsync(TestStore.Person, new AddUpstream("mail", "http://mail/"), null, Cancellation);
        await SeeAsync(store, Tool("b", "B."), Tool("a", "A."), Tool("C", "C."));
        await tools.SeeAsync("default", "mail", [new SeenTool(Tool("send", "Sends."), [])], [], Cancellation);
        await SeeAsync(store, Tool("a", "Changed."));

        var first = await tools.ListAsync("default", new ToolFilter(null, null), new PageRequest(null, 3), Cancellation);
        var second = await tools.ListAsync("default", new ToolFilter(null, null), new PageRequest(first.NextCursor, 3), Cancellation);

        first.Items.Concat(second.Items).Select(t => $"{t.Upstream}/{t.Name}").ShouldBe(["mail/send", "wiki/C", "wiki/a", "wiki/b"]);
        second.NextCursor.ShouldBeNull();
        (await tools.ListAsync("default", new ToolFilter(ToolState.Quarantined, null), new PageRequest(), Cancellation)).Items.Select(t => t.Name).ShouldBe(["a"]);
        (await tools.ListAsync("default", new ToolFilter(null, "mail"), new PageRequest(), Cancellation)).Items.Select(t => t.Name).ShouldBe(["send"]);
        (await tools.NeighboursAsync("default", "wiki", Cancellation)).ShouldBe([new ToolName("mail", "mail", "send")]);
        (await tools.ListAsync("other", new ToolFilter(null, null), new PageRequest(), Cancellation)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_tools_that_come_and_go_only_the_latest_thousand_are_kept_and_events_are_summed_up()
    {
        await using var store = await StoreAsync();
        ToolDefinition[] many = [.. Enumerable.Range(0, 1_200).Select(n => Tool($"tool{n}", "Comes and goes."))];
        await SeeAsync(store, many);

        await WithdrawAsync(store, [.. many.Select(t => t.Name)]);

        (await store.SqlAsync("SELECT count(*) FROM tools")).ShouldBe(1_000L);
        (await store.SqlAsync("SELECT count(*) FROM event_inbox WHERE type = 'tool.approved'")).ShouldBe(101L);
        (await store.SqlAsync("SELECT data->>'more' FROM event_inbox WHERE subject = 'upstream/wiki' AND type = 'tool.approved'")).ShouldBe("1100");
    }

    [Fact]
    public async Task Each_decision_is_an_event_with_the_hashes()
    {
        await using var store = await StoreAsync(sequencer: true);
        var tools = store.Get<IToolStore>();
        var (first, second) = (Tool("search", "First."), Tool("search", "Second."));
        await SeeAsync(store, first);
        await SeeAsync(store, second);
        await tools.DecideAsync(TestStore.Person, "wiki", "search", second.Hash, false, Cancellation);
        await tools.DecideAsync(TestStore.Person, "wiki", "search", second.Hash, true, Cancellation);
        var log = store.Get<IEventLog>();
        await Eventually.TrueAsync(
            async () => (await log.ReadAsync("default", 0, "tool/wiki/search", 10, Cancellation)).Count == 4, Patience, "four events", Cancellation);

        var events = await log.ReadAsync("default", 0, "tool/wiki/search", 10, Cancellation);

        events.Select(e => e.Type).ShouldBe(["tool.approved", "tool.quarantined", "tool.rejected", "tool.approved"]);
        events[^1].Data.GetProperty("hash").GetString().ShouldBe(second.Hash);
        events[^1].Data.GetProperty("before").GetString().ShouldBe(first.Hash);
    }

    [Fact]
    public async Task Whoever_follows_hears_of_decisions_by_others_and_that_news_may_have_been_missed()
    {
        await using var store = await StoreAsync();
        await using var other = await TestStore.OpenAsync(store.Owner);
        await using var news = other.Get<IToolStore>().FollowAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var next = news.MoveNextAsync().AsTask();

        await SeeAsync(store, Tool("search", "Searches."));
        (await next.WaitAsync(Patience, Cancellation)).ShouldBeTrue();
        news.Current.ShouldBe(new ToolNews("default", "wiki"));
        next = news.MoveNextAsync().AsTask();
        await store.CutConnectionsAsync();
        await next.WaitAsync(Patience, Cancellation);
        news.Current.ShouldBe(new ToolNews(null, null));
    }

    private async Task<TestStore> StoreAsync(DefinitionTrust trust = DefinitionTrust.FirstUse, bool sequencer = false)
    {
        var store = await TestStore.CreateAsync(postgres, sequencer);
        await store.Get<IUpstreamStore>().AddAsync(TestStore.Person, new AddUpstream("wiki", "http://wiki/") { DefinitionTrust = trust }, null, Cancellation);
        return store;
    }

    private static Task<IReadOnlyDictionary<string, ToolPin>> SeeAsync(TestStore store, params ToolDefinition[] tools) =>
        store.Get<IToolStore>().SeeAsync("default", "wiki", [.. tools.Select(t => new SeenTool(t, []))], [], Cancellation);

    private static Task<IReadOnlyDictionary<string, ToolPin>> WithdrawAsync(TestStore store, params string[] names) =>
        store.Get<IToolStore>().SeeAsync("default", "wiki", [], names, Cancellation);

    private static ToolDefinition Tool(string name, string description) => ToolDefinition.Read(System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"name":"{{{name}}}","description":"{{{description}}}","inputSchema":{"type":"object"}}"""));
}
