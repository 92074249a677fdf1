using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Events;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Orchestration.WorkerHarness;
using McpPlatform.Tests.Store;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class EngineTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_arrives_in_the_warehouse_with_counts_lineage_and_events()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("airports.csv", "iata,name,latitude\n00M,Thigpen,31.95\n00R,Livingston,30.68\n");

        var run = await worker.RunAsync(Plans.FileToTable("airports.csv", "airports"));

        run.Error.ShouldBeNull();
        run.State.ShouldBe(RunState.Succeeded);
        run.Streams.ShouldBe([new RunStream("airports.csv", "airports", 2, 2, 0, 0, 0, run.Streams[0].Bytes)]);
        await worker.Site.ShouldHaveAsync("SELECT string_agg(latitude::text, ' ' ORDER BY iata) FROM airports", "31.95 30.68");
        var lineage = await worker.Get<IDatasetStore>().LineageAsync("default", "warehouse/airports", Cancellation);
        lineage.Edges.Select(e => (e.FromColumn, e.ToColumn)).ShouldContain(("iata", "iata"));
        var openLineage = await File.ReadAllLinesAsync(Path.Combine(worker.Site.Folder, "openlineage.jsonl"), Cancellation);
        openLineage.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("eventType").GetString()).ShouldBe(["START", "COMPLETE"]);
    }

    [Fact]
    public async Task Each_row_read_is_loaded_rejected_or_discarded_as_the_transforms_say()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("people.csv", "id,age,email\n1,31,a@x.org\n2,old,b@x.org\n3,12,c@x.org\n4,,d@x.org\n");

        var run = await worker.RunAsync(Plans.FileToTable(
            "people.csv", "people", SyncMode.FullRefreshOverwrite, new CastTransform("age", new ColumnType(TypeKind.Int32)),
            new FilterTransform("age", FilterOperator.Ge, JsonSerializer.SerializeToElement(18)), new MaskTransform("email", MaskMethod.Hash),
            new RenameTransform("email", "email_hash")));

        run.Error.ShouldBeNull();
        run.Streams.Single().ShouldBe(new RunStream("people.csv", "people", 4, 1, 0, 1, 2, run.Streams[0].Bytes));
        await worker.Site.ShouldHaveAsync("SELECT length(email_hash) FROM people WHERE age = 31", 32);
        await worker.Site.ShouldHaveAsync("SELECT count(*) FROM people__rejected", 1L);
    }

    [Fact]
    public async Task What_detectors_find_in_texts_is_hidden_and_counted_with_the_run()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("notes.csv", "id,note\n1,write to anna@nordwind.example\n2,nothing\n3,card 4111 1111 1111 1111 of bo@nordwind.example\n");

        var run = await worker.RunAsync(Plans.FileToTable("notes.csv", "notes", SyncMode.FullRefreshOverwrite, new MaskTransform(null, MaskMethod.Detect)));

        run.Error.ShouldBeNull();
        await worker.Site.ShouldHaveAsync("SELECT string_agg(note, '|' ORDER BY id) FROM notes", "write to [email]|nothing|card [card] of [email]");
        var told = await worker.Get<IEventLog>().FollowAsync("default", 0, $"run/{run.Id}", Cancellation).FirstAsync(e => e.Type == EventTypes.RunRedacted, Cancellation);
        told.Data.GetRawText().ShouldBe("""{"target":"notes","card":"1","email":"2"}""");
    }

    [Fact]
    public async Task A_run_waits_for_a_person_where_the_check_asks_for_one_and_goes_on_when_approved()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("a.csv", "x\n1\n");
        worker.Site.Checker.Gates = [new ApprovalGate { Rule = ApprovalRule.OverwriteForeignTarget, Subject = "warehouse.a", Reason = "It would be replaced." }];

        var waiting = await worker.RunAsync(Plans.FileToTable("a.csv", "a"));
        await worker.ApproveAllAsync();
        var done = await worker.UntilAsync(waiting.Id, r => r.EndedAt is not null);

        waiting.State.ShouldBe(RunState.WaitingForApproval);
        done.State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_missing_file_waits_for_a_fix_and_the_run_goes_on_when_it_is_there()
    {
        await using var worker = await TestWorker.StartAsync(postgres);

        var waiting = await worker.RunAsync(Plans.FileToTable("late.csv", "late"));
        await worker.Site.WriteSampleAsync("late.csv", "x\n1\n");
        await worker.Get<IRunStore>().ResumeAsync(TestStore.Person, waiting.Id, null, Cancellation);
        var done = await worker.UntilAsync(waiting.Id, r => r.EndedAt is not null);

        waiting.State.ShouldBe(RunState.WaitingForFix);
        waiting.Error!.Message.ShouldContain("late.csv");
        done.State.ShouldBe(RunState.Succeeded);
    }

    [Fact]
    public async Task A_run_that_was_cancelled_in_the_middle_loads_every_row_once_when_resumed()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("big.csv", Rows(400_000));
        var run = await worker.StartRunAsync(Plans.FileToTable("big.csv", "big"));

        await worker.UntilAsync(run.Id, r => r.Node == RunNode.RunDataSync);
        await worker.Get<IRunStore>().CancelAsync(TestStore.Person, run.Id, Cancellation);
        var cancelled = await worker.UntilAsync(run.Id, r => r.EndedAt is not null);
        await worker.Get<IRunStore>().ResumeAsync(TestStore.Person, run.Id, null, Cancellation);
        var done = await worker.UntilAsync(run.Id, r => r.State == RunState.Succeeded);

        cancelled.State.ShouldBe(RunState.Cancelled);
        done.Streams.Single().Loaded.ShouldBe(400_000);
        await worker.Site.ShouldHaveAsync("SELECT count(DISTINCT id) || '/' || count(*) FROM big", "400000/400000");
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_its_run_to_the_next_one_without_a_failure()
    {
        var site = await TestSite.CreateAsync(postgres);
        await site.WriteSampleAsync("big.csv", Rows(400_000));
        RunInfo run;
        await using (var first = await TestWorker.StartAsync(site))
        {
            run = await first.StartRunAsync(Plans.FileToTable("big.csv", "big", SyncMode.FullRefreshAppend));
            await first.UntilAsync(run.Id, r => r.Node == RunNode.RunDataSync);
        }

        await using var second = await TestWorker.StartAsync(site);
        var done = await second.UntilAsync(run.Id, r => r.EndedAt is not null);

        done.Error.ShouldBeNull();
        done.State.ShouldBe(RunState.Succeeded);
        await site.ShouldHaveAsync("SELECT count(DISTINCT id) || '/' || count(*) FROM big", "400000/400000");
    }

    [Fact]
    public async Task A_worker_that_loses_its_session_lets_go_and_the_run_is_done_once_under_a_higher_fence()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("big.csv", Rows(400_000));
        var run = await worker.StartRunAsync(Plans.FileToTable("big.csv", "big", SyncMode.FullRefreshAppend));
        await worker.UntilAsync(run.Id, r => r.Node == RunNode.RunDataSync);

        await worker.Site.PlatformSqlAsync(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mcpp direct'");
        var done = await worker.UntilAsync(run.Id, r => r.EndedAt is not null);

        done.State.ShouldBe(RunState.Succeeded, done.Error?.Message);
        await worker.Site.ShouldHaveAsync("SELECT count(DISTINCT id) || '/' || count(*) FROM big", "400000/400000");
        ((long)(await worker.Site.PlatformSqlAsync("SELECT max(fence) FROM leases"))!).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task An_incremental_run_takes_what_is_new_and_keeps_the_newest_row_of_each_key()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.SqlAsync("CREATE SCHEMA shop; CREATE TABLE shop.orders (id int PRIMARY KEY, state text, at timestamptz NOT NULL, tags text[]); INSERT INTO shop.orders SELECT i, 'new', '2026-01-01'::timestamptz + i * interval '1 s', ARRAY['a'] FROM generate_series(1, 1000) i");
        var plan = Plans.TableToTable(new StreamPlan
        {
            Name = "orders", Namespace = "shop", Target = "orders", SyncMode = SyncMode.IncrementalDedup, CursorField = "at", PrimaryKey = ["id"],
        });

        var first = await worker.RunAsync(plan);
        await worker.Site.SqlAsync("UPDATE shop.orders SET state = 'paid', at = '2026-02-01' WHERE id <= 10; INSERT INTO shop.orders VALUES (1001, 'new', '2026-02-02', NULL)");
        var second = await worker.RunAsync(plan);

        first.Error.ShouldBeNull();
        first.Streams.Single().Loaded.ShouldBe(1000);
        second.Error.ShouldBeNull();
        second.Streams.Single().Loaded.ShouldBe(1);
        second.Streams.Single().Merged.ShouldBeGreaterThanOrEqualTo(10);
        await worker.Site.ShouldHaveAsync("SELECT count(*) || '/' || count(*) FILTER (WHERE state = 'paid') FROM orders", "1001/10");
    }

    [Fact]
    public async Task Two_workers_share_many_runs_and_each_run_is_done_once()
    {
        var site = await TestSite.CreateAsync(postgres);
        await using var first = await TestWorker.StartAsync(site);
        await using var second = await TestWorker.StartAsync(site);
        var runs = new List<RunInfo>();
        for (var i = 0; i < 8; i++)
        {
            await site.WriteSampleAsync($"f{i}.csv", $"x\n{i}\n");
            runs.Add(await first.StartRunAsync(Plans.FileToTable($"f{i}.csv", $"t{i % 4}", SyncMode.FullRefreshAppend)));
        }

        foreach (var run in runs)
        {
            var done = await second.UntilAsync(run.Id, r => r.EndedAt is not null);
            done.State.ShouldBe(RunState.Succeeded, done.Error?.Message);
        }

        await site.ShouldHaveAsync("SELECT count(*) FROM (SELECT x FROM t0 UNION ALL SELECT x FROM t1 UNION ALL SELECT x FROM t2 UNION ALL SELECT x FROM t3) t", 8L);
    }

    private static string Rows(int count)
    {
        var text = new StringBuilder("id,name,amount\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(i).Append(",row number ").Append(i).Append(',').Append(i % 1000).Append(".25\n");
        }

        return text.ToString();
    }
}
