using System.Text.Json.Nodes;
using McpPlatform.Cli;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>Every command of <c>mcpp</c>, with <c>--json</c>, against the running product.</summary>
[Collection(FirstDayCollection.Name)]
public sealed class CommandTests(RunningPlatform platform, TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_are_added_checked_discovered_previewed_and_removed()
    {
        var shop = await ShopDatabase.CreateAsync(postgres);
        var added = await platform.JsonAsync(
            ExitCodes.Done, shop.Password, "connections", "add", shop.Name, "postgres", $"host={shop.Host}", $"port={shop.Port}",
            $"database={shop.Database}", $"username={shop.User}", "--secret-stdin", "password");
        added["options"]!["password"]!.GetValue<string>().ShouldStartWith("secret://");

        var names = Items(await platform.JsonAsync("connections")).Select(c => Text(c, "name")).ToList();
        new[] { "warehouse", "samples", "inbox", "sales", shop.Name }.ShouldBeSubsetOf(names);
        (await platform.JsonAsync("connections", "check", shop.Name))["ok"]!.GetValue<bool>().ShouldBeTrue();

        var stream = (await platform.JsonAsync("discover", shop.Name))["streams"]!.AsArray().ShouldHaveSingleItem()!;
        (Text(stream, "name"), Text(stream, "namespace")).ShouldBe(("customers", "public"));
        var columns = (await platform.JsonAsync("discover", shop.Name, "customers"))["streams"]![0]!["columns"]!.AsArray();
        columns.Select(c => Text(c!, "name")).ShouldBe(["id", "name", "email", "updated_at"]);
        var rows = (await platform.JsonAsync("preview", shop.Name, "customers", "--limit", "3"))["rows"]!.AsArray();
        rows.Count.ShouldBe(3);

        (await platform.McppAsync("connections", "remove", shop.Name)).Code.ShouldBe(ExitCodes.Done);
        Items(await platform.JsonAsync("connections")).ShouldNotContain(c => Text(c, "name") == shop.Name);
    }

    [Fact]
    public async Task Words_become_a_pipeline_that_runs_and_what_came_of_it_can_be_looked_up()
    {
        var asked = await platform.JsonAsync(ExitCodes.NeedsPerson, "", "plan", "load stocks.csv into a table called first_stocks from somewhere else");
        var conversation = Text(asked, "conversationId");
        Text(asked["questions"]![0]!, "field").ShouldBe("source.connection");
        var answered = await platform.JsonAsync("answer", conversation, "source.connection=samples");
        Text(answered, "status").ShouldBe("ready");
        var pipeline = await platform.JsonAsync("apply", "--conversation", conversation);
        var name = Text(pipeline, "name").Replace(' ', '-');

        var run = await platform.JsonAsync("run", name);
        Text(run, "state").ShouldBe("succeeded");
        Number(run["streams"]![0]!, "loaded").ShouldBe(560);
        Items(await platform.JsonAsync("runs", "--pipeline", name)).ShouldContain(r => Text(r, "id") == Text(run, "id"));
        Text(await platform.JsonAsync("runs", Text(run, "id")), "state").ShouldBe("succeeded");
        Text(await platform.JsonAsync("watch", Text(run, "id")), "state").ShouldBe("succeeded");
        Items(await platform.JsonAsync("pipelines")).ShouldContain(p => Text(p, "id") == Text(pipeline, "id"));
        Items(await platform.JsonAsync("datasets")).ShouldContain(d => Text(d, "id") == "warehouse/first_stocks");
        var edges = (await platform.JsonAsync("lineage", "warehouse/first_stocks"))["edges"]!.AsArray();
        edges.Select(e => Text(e!, "fromDataset")).Distinct().ShouldBe(["samples/stocks.csv"]);
        edges.Select(e => Text(e!, "toColumn")).Order().ShouldBe(["date", "price", "symbol"]);
        var counted = await platform.JsonAsync("query", "select count(*) from first_stocks where symbol = 'MSFT'");
        counted["rows"]![0]![0]!.GetValue<long>().ShouldBe(123);
    }

    [Fact]
    public async Task A_schedule_is_set_shown_with_its_next_run_and_taken_away()
    {
        var (pipeline, _) = await platform.LoadAsync("load wheat.json from the samples into the warehouse as scheduled_wheat");
        var scheduled = await platform.JsonAsync("schedule", $"{pipeline.Id}", "--cron", "30 6 * * 1-5", "--zone", "Europe/Berlin");
        var next = scheduled["nextRunAt"].ShouldNotBeNull().GetValue<DateTimeOffset>();
        TimeZoneInfo.ConvertTime(next, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).TimeOfDay.ShouldBe(new TimeSpan(6, 30, 0));
        Text((await platform.JsonAsync("schedule", $"{pipeline.Id}"))["plan"]!["schedule"]!, "cron").ShouldBe("30 6 * * 1-5");
        (await platform.JsonAsync("schedule", $"{pipeline.Id}", "--manual"))["nextRunAt"].ShouldBeNull();
    }

    [Fact]
    public async Task Overwriting_the_table_of_another_pipeline_waits_until_a_person_approves()
    {
        await platform.LoadAsync("load wheat.json from the samples into the warehouse as contested");
        var plan = await platform.JsonAsync("plan", "load barley.json from the samples into the warehouse as contested, replacing what is there");
        Text(plan["plan"]!["approvals"]![0]!, "rule").ShouldBe("overwrite_foreign_target");
        var pipeline = await platform.JsonAsync("apply", "--conversation", Text(plan, "conversationId"));
        var run = await platform.JsonAsync(ExitCodes.NeedsPerson, "", "run", Text(pipeline, "id"));
        Text(run, "state").ShouldBe("waiting_for_approval");
        (await platform.CountAsync("select count(*) from contested")).ShouldBe(52);

        var waiting = Items(await platform.JsonAsync("approve")).Single(a => Text(a, "pipelineId") == Text(pipeline, "id"));
        Text(await platform.JsonAsync("approve", Text(waiting, "id")), "state").ShouldBeOneOf("approved", "used");
        await UntilAsync(run, "succeeded");
        (await platform.CountAsync("select count(*) from contested")).ShouldBe(120);
    }

    [Fact]
    public async Task An_overwritten_table_is_rolled_back()
    {
        var file = Path.Combine(platform.Sales, "versions.csv");
        await File.WriteAllTextAsync(file, "id\n1\n", Cancel);
        var (pipeline, _) = await platform.LoadAsync("load versions.csv from sales into the warehouse, replacing what is there");
        await File.WriteAllTextAsync(file, "id\n1\n2\n3\n", Cancel);
        Text(await platform.JsonAsync("run", $"{pipeline.Id}"), "state").ShouldBe("succeeded");
        (await platform.CountAsync("select count(*) from versions")).ShouldBe(3);

        Text(await platform.JsonAsync("rollback", "warehouse/versions"), "id").ShouldBe("warehouse/versions");
        (await platform.CountAsync("select count(*) from versions")).ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_run_is_resumed_and_brings_every_row_once()
    {
        const int rows = 1_500_000;
        var shop = await (await ShopDatabase.CreateAsync(postgres)).ConnectAsync(platform);
        await shop.ExecuteAsync($"CREATE TABLE clicks AS SELECT i AS id, repeat('x', 100) AS page FROM generate_series(1, {rows}) i");
        var pipeline = await ApplyAsync($"copy clicks from {shop.Name} into the warehouse as resumed_clicks");
        var run = await platform.JsonAsync("run", pipeline, "--detach");
        await MovingAsync(run);
        await platform.JsonAsync("cancel", Text(run, "id"));
        await UntilAsync(run, "cancelled");

        await platform.JsonAsync("resume", Text(run, "id"));
        var ended = await platform.JsonAsync("watch", Text(run, "id"));
        Text(ended, "state").ShouldBe("succeeded");
        Number(ended["streams"]![0]!, "loaded").ShouldBe(rows);
        (await platform.CountAsync("select count(distinct id) from resumed_clicks")).ShouldBe(rows);
    }

    [Fact]
    public async Task A_run_whose_source_went_away_is_fixed_and_goes_on()
    {
        var shop = await (await ShopDatabase.CreateAsync(postgres)).ConnectAsync(platform);
        var pipeline = await ApplyAsync($"copy customers from {shop.Name} into the warehouse as fixed_customers");
        await shop.ExecuteAsync("ALTER TABLE customers RENAME TO customers_gone");
        var run = await platform.JsonAsync(ExitCodes.NeedsPerson, "", "run", pipeline);
        Text(run, "state").ShouldBe("waiting_for_fix");
        Text(run["error"]!, "message").ShouldContain("customers");

        await shop.ExecuteAsync("ALTER TABLE customers_gone RENAME TO customers");
        await platform.JsonAsync("fix", Text(run, "id"));
        Number((await UntilAsync(run, "succeeded"))["streams"]![0]!, "loaded").ShouldBe(500);
    }

    [Fact]
    public async Task Secrets_are_set_listed_without_value_and_removed()
    {
        var name = $"first-{Guid.CreateVersion7():N}";
        var set = await platform.JsonAsync(ExitCodes.Done, "hunter2-of-the-first-day\n", "secrets", "set", name);
        Text(set, "reference").ShouldBe($"secret://{name}");
        var listed = await platform.McppAsync("secrets", "--json");
        listed.Out.ShouldContain(name);
        listed.Out.ShouldNotContain("hunter2");
        (await platform.McppAsync("secrets", "remove", name)).Code.ShouldBe(ExitCodes.Done);
        (await platform.McppAsync("secrets", "--json")).Out.ShouldNotContain(name);
    }

    [Fact]
    public async Task A_key_opens_the_gateway_until_it_is_revoked()
    {
        var made = await platform.JsonAsync("keys", "create", "first-day", "--scope", "read", "--days", "1");
        var id = Text(made["info"]!, "id");
        using var http = Client.PlatformClient.CreateHttpClient(platform.Mcp, Text(made, "key"));
        (await http.GetAsync(new Uri(platform.Mcp, "/api/v1/me"), Cancel)).IsSuccessStatusCode.ShouldBeTrue();
        Items(await platform.JsonAsync("keys")).ShouldContain(k => Text(k, "id") == id);
        (await platform.McppAsync("keys", "revoke", id)).Code.ShouldBe(ExitCodes.Done);
        (await http.GetAsync(new Uri(platform.Mcp, "/api/v1/me"), Cancel)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_warehouse_is_opened_by_a_role_that_can_only_read()
    {
        var link = new Uri(Text(await platform.JsonAsync("warehouse"), "connectionString"));
        var user = link.UserInfo.Split(':');
        var address = new NpgsqlConnectionStringBuilder
        {
            Host = link.Host, Port = link.Port, Username = user[0], Password = Uri.UnescapeDataString(user[1]), Database = link.AbsolutePath.Trim('/'), Pooling = false,
        };
        await using var reader = NpgsqlDataSource.Create(address);
        await using var read = reader.CreateCommand("SELECT count(*) FROM pg_tables");
        ((long)(await read.ExecuteScalarAsync(Cancel))!).ShouldBeGreaterThan(0);
        await using var write = reader.CreateCommand("CREATE TABLE sneaked_in (id int)");
        (await Should.ThrowAsync<PostgresException>(() => write.ExecuteNonQueryAsync(Cancel))).SqlState.ShouldBeOneOf("42501", "25006");
    }

    [Fact]
    public async Task The_doctor_finds_everything_well()
    {
        var report = await platform.JsonAsync("doctor");
        report["ok"]!.GetValue<bool>().ShouldBeTrue(report.ToJsonString());
        report["findings"]!.AsArray().Count.ShouldBeGreaterThan(4);
    }

    private static IEnumerable<JsonNode> Items(JsonNode page) => page["items"]!.AsArray().Select(item => item!);

    private static string Text(JsonNode node, string name) => node[name].ShouldNotBeNull(node.ToJsonString()).GetValue<string>();

    private static long Number(JsonNode node, string name) => node[name].ShouldNotBeNull(node.ToJsonString()).GetValue<long>();

    private async Task<string> ApplyAsync(string words)
    {
        var plan = await platform.JsonAsync("plan", words);
        return Text(await platform.JsonAsync("apply", "--conversation", Text(plan, "conversationId")), "id");
    }

    private async Task MovingAsync(JsonNode run)
    {
        await foreach (var update in platform.Client.WatchRunAsync(Guid.Parse(Text(run, "id")), cancellationToken: Cancel))
        {
            if (update.Progress is { Rows: > 0 })
            {
                return;
            }
        }

        throw new InvalidOperationException("The run ended before a row was seen moving.");
    }

    private async Task<JsonNode> UntilAsync(JsonNode run, string state)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var now = await platform.JsonAsync("runs", Text(run, "id"));
            if (Text(now, "state") == state)
            {
                return now;
            }

            Text(now, "state").ShouldNotBe("failed", now["error"]?.ToJsonString());
            await Task.Delay(50, deadline.Token);
        }
    }
}
