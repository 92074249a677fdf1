using System.Text;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Bad files on their way to the warehouse: each row arrives or stands in quarantine with its reason, or one sentence says why nothing came.</summary>
public sealed class HostileFileTests(FilesStage stage) : IClassFixture<FilesStage>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ragged_rows_and_stray_quotes_and_nul_bytes_cost_their_own_row_only()
    {
        await stage.PutAsync("ragged.csv", "id,word\n1,one\n2\n3,three,more\n4,\"never closed\n5,\"x\"y\n6,a\0b\n7,seven\n", Cancel);
        var run = await stage.MoveAsync("inbox/ragged.csv", "warehouse/ragged", Cancel);

        run.ShouldHaveSucceeded();
        ShouldReconcile(run, read: 7, loaded: 2, rejected: 5);
        (await FilesStage.ListAsync(stage.Warehouse, "SELECT id || word FROM ragged ORDER BY id", Cancel)).ShouldBe(["1one", "7seven"]);
        var quarantine = await QuarantineAsync("ragged");
        quarantine.Select(q => q[..4]).ShouldBe(["2 ()", "3 ()", "4 ()", "5 ()", "6 ()"]);
        quarantine[0].ShouldBe("2 () 2: The row has 1 fields, but the file has 2 columns.");
        quarantine[2].ShouldContain("never closed");
        quarantine[3].ShouldContain("closing quote");
        quarantine[4].ShouldContain("a\uFFFDb: The row contains a NUL byte");
    }

    [Fact]
    public async Task A_value_that_is_not_of_its_columns_type_stands_in_quarantine_with_column_and_value()
    {
        await stage.PutAsync("typed.csv", "id,price\n1,9.99\n2,free\n3,12345678901\n4,1.999\n", Cancel);
        var plan = FilesStage.PlanOf("inbox/typed.csv", "warehouse/typed").Reading("columns", "{\"price\":\"numeric(10,2)\"}");
        var run = await stage.Stack.Client.RunOnceAsync(plan, Cancel);

        run.ShouldHaveSucceeded();
        ShouldReconcile(run, read: 4, loaded: 1, rejected: 3);
        (await QuarantineAsync("typed")).ShouldBe(
        [
            "2 (price) free: The value is not a valid numeric(10,2).",
            "3 (price) 12345678901: The value is not a valid numeric(10,2).",
            "4 (price) 1.999: The value is not a valid numeric(10,2).",
        ]);
    }

    [Fact]
    public async Task Wrong_encodings_are_recognised_or_cost_their_rows_or_are_said()
    {
        await stage.PutAsync("western.csv", Encoding.Latin1.GetBytes("id,town\n1,K\u00f6ln\n2,M\u00e1laga\n"), Cancel);
        (await stage.MoveAsync("inbox/western.csv", "warehouse/western", Cancel)).ShouldHaveSucceeded();
        (await FilesStage.ListAsync(stage.Warehouse, "SELECT town FROM western ORDER BY id", Cancel)).ShouldBe(["K\u00f6ln", "M\u00e1laga"]);

        byte[] mixed = [.. "id,town\n1,K\u00f6ln\n2,\u00c5rhus\n3,M"u8, 0xE1, .. "laga\n4,Oulu\n"u8];
        await stage.PutAsync("mixed.csv", mixed, Cancel);
        var run = await stage.MoveAsync("inbox/mixed.csv", "warehouse/mixed", Cancel);
        run.ShouldHaveSucceeded();
        ShouldReconcile(run, read: 4, loaded: 3, rejected: 1);
        (await QuarantineAsync("mixed")).ShouldHaveSingleItem().ShouldContain("not UTF-8");

        var wrong = FilesStage.PlanOf("inbox/mixed.csv", "warehouse/wrong").Reading("encoding", "klingon");
        (await RefusalAsync(wrong)).ShouldContain("'encoding' is 'klingon', but must be utf-8");
    }

    [Fact]
    public async Task A_field_of_100_MB_is_rejected_where_its_line_ends_and_refused_where_it_does_not()
    {
        await WriteHugeAsync("huge.csv", "2,", "\n3,z\n");
        var run = await stage.MoveAsync("inbox/huge.csv", "warehouse/huge", Cancel);
        run.ShouldHaveSucceeded();
        ShouldReconcile(run, read: 3, loaded: 2, rejected: 1);
        (await QuarantineAsync("huge")).ShouldHaveSingleItem().ShouldContain("64 MiB");

        await WriteHugeAsync("endless.csv", "2,\"", "\"\n3,z\n", "\n");
        var refusal = await RefusalAsync(FilesStage.PlanOf("inbox/endless.csv", "warehouse/endless"));
        refusal.ShouldContain("Row 2");
        refusal.ShouldContain("64 MiB");
    }

    [Fact]
    public async Task Two_thousand_columns_are_refused_by_postgres_with_the_number_and_the_remedy()
    {
        var names = Enumerable.Range(1, 2000).Select(i => $"c{i}").ToArray();
        await stage.PutAsync("wide.csv", string.Join(',', names) + "\n" + string.Join(',', Enumerable.Range(1, 2000)) + "\n", Cancel);
        var refusal = await RefusalAsync(FilesStage.PlanOf("inbox/wide.csv", "warehouse/wide"));
        refusal.ShouldContain("2000 columns are more than the 1600");
        refusal.ShouldContain("Select fewer");

        var fewer = FilesStage.PlanOf("inbox/wide.csv", "warehouse/wide_part").With(s => s with { SelectedFields = [.. names[..900]] });
        (await stage.Stack.Client.RunOnceAsync(fewer, Cancel)).ShouldHaveSucceeded();
        (await Runs.ScalarAsync<string>(stage.Warehouse, "SELECT c1 || ' ' || c900 FROM wide_part", Cancel)).ShouldBe("1 900");
        (await stage.MoveAsync("inbox/wide.csv", "inbox/wide.jsonl", Cancel)).ShouldHaveSucceeded();
    }

    [Fact]
    public async Task Doubled_missing_and_reserved_column_names_arrive_under_usable_names()
    {
        await stage.PutAsync("names.csv", "id,id,,select,ctid,\"a\"\"b\",Ümläut,\"x; DROP TABLE y\"\n1,2,3,4,5,6,7,8\n", Cancel);
        (await stage.MoveAsync("inbox/names.csv", "warehouse/names", Cancel)).ShouldHaveSucceeded();
        (await FilesStage.ListAsync(
            stage.Warehouse, "SELECT attname::text FROM pg_attribute WHERE attrelid = 'names'::regclass AND attnum > 0 ORDER BY attnum", Cancel))
            .ShouldBe(["id", "id_2", "column_3", "select", "ctid_", "a\"b", "Ümläut", "x; DROP TABLE y"]);
        (await Runs.ScalarAsync<string>(stage.Warehouse, "SELECT row_to_json(n)::text FROM names n", Cancel)).ShouldEndWith("\"x; DROP TABLE y\":8}");
    }

    [Fact]
    public async Task A_file_that_vanishes_between_plan_and_run_waits_for_a_fix_and_goes_on_when_it_is_back()
    {
        await stage.PutAsync("shy.csv", "id\n1\n2\n", Cancel);
        var pipeline = await stage.Stack.Client.ApplyPlanAsync(new ApplyPlan(FilesStage.PlanOf("inbox/shy.csv", "warehouse/shy")), Cancel);
        File.Delete(stage.InboxPath("shy.csv"));
        var run = await stage.Stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel);
        var stopped = await stage.Stack.Client.WaitForEndAsync(run.Id, Cancel);
        stopped.State.ShouldBe(RunState.WaitingForFix);
        stopped.Error!.Message.ShouldContain("shy.csv");

        await stage.PutAsync("shy.csv", "id\n1\n2\n", Cancel);
        await stage.Stack.Client.FixRunAsync(run.Id, cancellationToken: Cancel);
        (await EndAfterFixAsync(run.Id)).ShouldHaveSucceeded();
        (await Runs.ScalarAsync<long>(stage.Warehouse, "SELECT count(*) FROM shy", Cancel)).ShouldBe(2);
    }

    [Theory]
    [InlineData(SchemaPolicy.Evolve, "2.5", "1,2,2.5", 0, "")]
    [InlineData(SchemaPolicy.Evolve, "x", "1,2,x", 0, "")]
    [InlineData(SchemaPolicy.Freeze, "x", "1", 0, "'v' was int64 and is text")]
    [InlineData(SchemaPolicy.DiscardField, "x", "1,2", 1, "")]
    [InlineData(SchemaPolicy.DiscardRow, "x", "1,2", 1, "")]
    public async Task A_column_that_changes_its_type_between_runs(SchemaPolicy policy, string other, string values, int rejected, string says)
    {
        var name = $"drift_{policy}_{other[^1]}".ToLowerInvariant();
        await stage.PutAsync($"{name}.csv", "v\n1\n", Cancel);
        var plan = FilesStage.PlanOf($"inbox/{name}.csv", $"warehouse/{name}", SyncMode.FullRefreshAppend) with { SchemaPolicy = policy };
        (await stage.Stack.Client.RunOnceAsync(plan, Cancel)).ShouldHaveSucceeded();
        await stage.PutAsync($"{name}.csv", $"v\n2\n{other}\n", Cancel);
        var run = await stage.Stack.Client.RunOnceAsync(plan, Cancel);

        run.State.ShouldBe(says.Length == 0 ? RunState.Succeeded : RunState.WaitingForFix, run.Error?.Message);
        (run.Error?.Message ?? "").ShouldContain(says);
        string.Join(',', await FilesStage.ListAsync(stage.Warehouse, $"SELECT v::text FROM {name} ORDER BY v", Cancel)).ShouldBe(values);
        if (says.Length == 0)
        {
            ShouldReconcile(run, read: 2, loaded: 2 - rejected, rejected);
            (rejected == 0 ? [] : await QuarantineAsync(name)).ShouldBe(rejected == 0 ? [] : ["2 (v) x: The value is not a valid int64."]);
        }
    }

    private static void ShouldReconcile(RunInfo run, long read, long loaded, long rejected)
    {
        var stream = run.Streams.ShouldHaveSingleItem();
        (stream.Read, stream.Loaded, stream.Rejected).ShouldBe((read, loaded, rejected));
        (stream.Loaded + stream.Merged + stream.Rejected + stream.Discarded).ShouldBe(stream.Read);
    }

    private Task<IReadOnlyList<string>> QuarantineAsync(string target) => FilesStage.ListAsync(
        stage.Warehouse, $"SELECT row_number || ' (' || column_name || ') ' || coalesce(value, '∅') || ': ' || reason FROM {target}__rejected ORDER BY row_number", Cancel);

    /// <summary>Why a plan is refused: when it is applied, or by its run.</summary>
    private async Task<string> RefusalAsync(PipelinePlan plan)
    {
        try
        {
            var run = await stage.Stack.Client.RunOnceAsync(plan, Cancel);
            run.State.ShouldBe(RunState.WaitingForFix, run.Error?.Message);
            return run.Error!.Message;
        }
        catch (PlatformException refusal)
        {
            ((int)refusal.Status).ShouldBe(400, refusal.Detail);
            return refusal.Detail;
        }
    }

    private async Task<RunInfo> EndAfterFixAsync(Guid run)
    {
        while (await stage.Stack.Client.GetRunAsync(run, Cancel) is var now)
        {
            if (now.State is RunState.Succeeded or RunState.Failed)
            {
                return now;
            }

            await Task.Delay(50, Cancel);
        }

        throw new InvalidOperationException("Never reached.");
    }

    private async Task WriteHugeAsync(string name, string before, string after, string every = "")
    {
        await using var file = File.CreateText(stage.InboxPath(name));
        await file.WriteAsync("id,word\n1,x\n" + before);
        var block = new string('y', (1024 * 1024) - every.Length) + every;
        for (var i = 0; i < 100; i++)
        {
            await file.WriteAsync(block);
        }

        await file.WriteAsync(after);
    }
}
