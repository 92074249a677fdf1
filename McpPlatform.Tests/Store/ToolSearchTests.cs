using System.Diagnostics;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Core.Upstreams;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

/// <summary>Tools are found by words.</summary>
public sealed class ToolSearchTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create an issue", "createIssue")]
    [InlineData("open a new ticket about a bug", "createIssue")]
    [InlineData("creating issues", "createIssue")]
    [InlineData("creat isue", "createIssue")]
    [InlineData("SEND MAIL", "send_mail")]
    [InlineData("what will the weather be tomorrow in Paris?", "forecast")]
    [InlineData("assignee", "createIssue")]
    public async Task Words_find_the_tool_that_does_it(string query, string best)
    {
        await using var store = await WithToolsAsync(Tools);

        (await store.Get<IToolSearch>().FindAsync("default", query, null, 10, Cancellation))[0].Name.ShouldBe(best);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!?* ' | & :")]
    [InlineData("xylophone")]
    public async Task Words_that_fit_nothing_find_nothing(string query)
    {
        await using var store = await WithToolsAsync(Tools);

        (await store.Get<IToolSearch>().FindAsync("default", query, null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_what_is_approved_is_found_and_only_by_its_tenant()
    {
        await using var store = await WithToolsAsync(Tools);
        var changed = ToolDefinition.Read(System.Text.Encoding.UTF8.GetBytes(Json("send_mail", "Sends everything elsewhere.")));
        await store.Get<IToolStore>().SeeAsync("default", "tools", [new SeenTool(changed, [])], ["forecast"], Cancellation);

        var search = store.Get<IToolSearch>();

        (await search.FindAsync("default", "mail", null, 10, Cancellation)).ShouldBeEmpty();
        (await search.FindAsync("default", "weather forecast", null, 10, Cancellation)).ShouldBeEmpty();
        (await search.FindAsync("default", "issue", null, 10, Cancellation)).ShouldHaveSingleItem();
        (await search.FindAsync("other", "issue", null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_acts_for_no_tenant_finds_nothing()
    {
        await using var store = await WithToolsAsync(Tools);
        await using var service = NpgsqlDataSource.Create(TestStore.AsService(store.Owner));
        foreach (var search in (string[])["tools_by_meaning('issue', NULL, 10)", "tools_by_looks('create issue', NULL, 10)"])
        {
            await using var command = service.CreateCommand($"SELECT count(*) FROM {search}");
            (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(0L, search);
        }
    }

    [Theory]
    [InlineData("export invoice", 3, "export_invoice")]
    [InlineData("export the invoice of a customer", 3, "export_invoice")]
    [InlineData("invoice", 2, "export_invoice", "pay_invoice")]
    public async Task Tools_that_hold_two_of_the_words_come_before_those_that_hold_one(string query, int found, params string[] first)
    {
        await using var store = await WithToolsAsync(
            [Json("export_report", "Writes a file."), Json("pay_invoice", "Pays it."), Json("export_invoice", "Writes a file."), Json("forecast", "Says what the weather will be.")]);

        var all = await store.Get<IToolSearch>().FindAsync("default", query, null, 10, Cancellation);

        all.Count.ShouldBe(found);
        all.Take(first.Length).Select(t => t.Name).Order().ShouldBe(first);
        (await store.Get<IToolSearch>().FindAsync("default", query, null, first.Length, Cancellation)).Select(t => t.Name).Order().ShouldBe(first);
    }

    [Fact]
    public async Task One_server_is_searched_however_much_better_another_fits()
    {
        await using var store = await WithToolsAsync([.. Enumerable.Range(0, 20).Select(n => Json($"invoice_{n}", "Does something with an invoice."))]);
        await OfferAsync(store, "wiki", [Json("lookup", "Looks a word up, such as invoice.")]);
        var search = store.Get<IToolSearch>();

        (await search.FindAsync("default", "invoice", null, 5, Cancellation)).ShouldAllBe(t => t.Upstream == "tools");
        (await search.FindAsync("default", "invoice", ["wiki"], 5, Cancellation)).ShouldHaveSingleItem().Name.ShouldBe("lookup");
        (await search.FindAsync("default", "lookups", ["tools"], 5, Cancellation)).ShouldBeEmpty();
        (await search.FindAsync("default", "invoice", [], 5, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task How_calls_went_is_remembered_and_the_long_past_counts_less()
    {
        await using var store = await WithToolsAsync(Tools);
        var search = store.Get<IToolSearch>();

        await search.AddAsync("default", [new ToolOutcomes("tools", "send_mail", 100, 100), new ToolOutcomes("tools", "gone", 5, 5)], Cancellation);

        (await RateAsync(search)).ShouldBeLessThan(0.05);
        await search.AddAsync("default", [new ToolOutcomes("tools", "send_mail", 5_000, 0)], Cancellation);
        (await RateAsync(search)).ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public async Task Ten_thousand_tools_are_searched_without_anybody_waiting()
    {
        string[] verbs = ["create", "list", "delete", "update", "find", "send", "archive", "export", "import", "merge"];
        string[] nouns = ["issue", "ticket", "invoice", "customer", "order", "mail", "calendar event", "document", "pipeline", "report"];
        var many = Enumerable.Range(0, 10_000).Select(n => Json(
            $"{verbs[n % 10]}_{nouns[n / 10 % 10].Replace(' ', '_')}_{n / 100}", $"Lets you {verbs[n % 10]} any {nouns[n / 10 % 10]} of account {n / 100}.")).ToArray();
        await using var store = await WithToolsAsync(many);
        await store.SqlAsync("ANALYZE tool_search");
        var search = store.Get<IToolSearch>();
        var took = new List<double>();
        for (var n = 0; n < 60; n++)
        {
            var began = Stopwatch.GetTimestamp();
            var found = await search.FindAsync("default", $"please {verbs[n % 10]} the {nouns[n / 6]} of account 4{n % 10}", null, 20, Cancellation);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            found[0].Name.ShouldBe($"{verbs[n % 10]}_{nouns[n / 6].Replace(' ', '_')}_4{n % 10}");
        }

        TestContext.Current.SendDiagnosticMessage("search in 10,000 tools: median {0:0.0} ms, slowest {1:0.0} ms", took.Order().ElementAt(30), took.Max());
        took.Order().ElementAt(30).ShouldBeLessThan(250);
    }

    private static readonly string[] Tools =
    [
        """{"name":"createIssue","description":"Opens a new ticket in the tracker, for a bug or a wish.","inputSchema":{"type":"object","properties":{"assignee":{"type":"string","description":"Who shall do it."}}}}""",
        Json("send_mail", "Delivers a message to somebody."),
        Json("forecast", "Says what the weather will be."),
    ];

    private static string Json(string name, string description) => $$"""{"name":"{{name}}","description":"{{description}}","inputSchema":{"type":"object"} }""";

    private static async Task<double> RateAsync(IToolSearch search) => (await search.FindAsync("default", "mail", null, 1, Cancellation)).Single().SuccessRate;

    private async Task<TestStore> WithToolsAsync(IReadOnlyList<string> definitions)
    {
        var store = await TestStore.CreateAsync(postgres);
        await OfferAsync(store, "tools", definitions);
        return store;
    }

    private static async Task OfferAsync(TestStore store, string server, IReadOnlyList<string> definitions)
    {
        await store.Get<IUpstreamStore>().AddAsync(TestStore.Person, new AddUpstream(server, $"http://{server}/"), null, Cancellation);
        var seen = definitions.Select(d => new SeenTool(ToolDefinition.Read(System.Text.Encoding.UTF8.GetBytes(d)), [])).ToList();
        await store.Get<IToolStore>().SeeAsync("default", server, seen, [], Cancellation);
    }
}
