using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class RunControlTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_queued_run_is_cancelled_at_once_with_its_events()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var runs = store.Get<IRunStore>();
        var run = await store.EnqueueAsync(await store.ApplyAsync());

        var cancelled = await runs.CancelAsync(TestStore.Person, run.Id, Cancellation);

        cancelled.State.ShouldBe(RunState.Cancelled);
        var events = await EventLogTests.ReadAsync(store, 3, $"run/{run.Id}");
        events.Select(e => e.Type).ShouldBe([EventTypes.RunQueued, EventTypes.RunCancelRequested, EventTypes.RunEnded]);
        await Should.ThrowAsync<ConflictException>(() => runs.CancelAsync(TestStore.Person, run.Id, Cancellation));
        await Should.ThrowAsync<NotFoundException>(() => runs.CancelAsync(TestStore.Person, Guid.NewGuid(), Cancellation));
    }

    [Fact]
    public async Task A_running_run_hears_of_the_wish_with_its_next_renewal()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var run = await store.EnqueueAsync(await store.ApplyAsync());
        var claimed = await ClaimAndBeginAsync(store);

        var asked = await runs.CancelAsync(TestStore.Person, run.Id, Cancellation);

        asked.State.ShouldBe(RunState.Running);
        (await runs.RenewAsync(claimed.Lease, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelling_a_run_between_two_tries_gives_its_pipeline_to_the_next_run()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var pipeline = await store.ApplyAsync();
        var first = await store.EnqueueAsync(pipeline);
        var second = await store.EnqueueAsync(pipeline);
        var claimed = await ClaimAndBeginAsync(store);
        claimed.Run.Retry(new RunError(FailureClass.Transient, RunNode.InitializeRun, "later"), DateTimeOffset.UtcNow.AddHours(1));
        await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);

        (await runs.CancelAsync(TestStore.Person, first.Id, Cancellation)).State.ShouldBe(RunState.Cancelled);

        (await runs.ClaimAsync(await store.WorkerAsync(), Cancellation)).ShouldNotBeNull().Run.Info.Id.ShouldBe(second.Id);
    }

    [Fact]
    public async Task A_failed_run_is_resumed_with_a_corrected_plan_and_only_one_that_its_pipeline_has()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var run = await store.EnqueueAsync(await store.ApplyAsync());
        await Should.ThrowAsync<ConflictException>(() => runs.ResumeAsync(TestStore.Person, run.Id, null, Cancellation));
        var claimed = await ClaimAndBeginAsync(store);
        claimed.Run.WaitForFix(new RunError(FailureClass.Configuration, RunNode.InitializeRun, "wrong column"));
        await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);
        await Should.ThrowAsync<NotFoundException>(() => runs.ResumeAsync(TestStore.Person, run.Id, new string('0', 64), Cancellation));
        var corrected = await store.ApplyAsync(TestStore.Plan(target: "public.corrected"));

        var resumed = await runs.ResumeAsync(TestStore.Person, run.Id, corrected.PlanHash, Cancellation);

        resumed.State.ShouldBe(RunState.Queued);
        resumed.PlanHash.ShouldBe(corrected.PlanHash);
        resumed.Error.ShouldBeNull();
        (await runs.ClaimAsync(await store.WorkerAsync(), Cancellation)).ShouldNotBeNull().Run.CancelRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_committed_stream_leaves_counts_dataset_schema_versions_and_lineage_and_repeating_it_changes_nothing()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true, presence: true);
        var runs = store.Get<IRunStore>();
        var datasets = store.Get<IDatasetStore>();
        var pipeline = await store.ApplyAsync();
        await store.EnqueueAsync(pipeline);
        var claimed = await ClaimAndBeginAsync(store);
        var commit = Commit(pipeline.Id, claimed.Lease.RunId, new CatalogColumn("iata", ColumnType.Text, false));

        await runs.CommitStreamAsync(claimed.Lease, commit, Cancellation);
        await runs.CommitStreamAsync(claimed.Lease, commit with { Counts = commit.Counts with { Read = 1 } }, Cancellation);

        var run = (await runs.FindAsync("default", claimed.Lease.RunId, Cancellation))!;
        run.Streams.ShouldBe([commit.Counts]);
        var dataset = (await datasets.FindAsync("default", "warehouse/public.airports", Cancellation)).ShouldNotBeNull();
        dataset.RunId.ShouldBe(run.Id);
        dataset.Versions.ShouldBe(commit.Versions);
        (await datasets.LastSourceSchemaAsync("default", pipeline.Id, "public.airports", Cancellation)).ShouldBe(commit.SourceSchema);
        (await datasets.LineageAsync("default", dataset.Id, Cancellation)).Edges.ShouldHaveSingleItem().Transforms.ShouldBe(["mask:hash"]);
        var events = await EventLogTests.ReadAsync(store, 3, $"run/{run.Id}");
        events.Select(e => e.Type).ShouldBe([EventTypes.RunQueued, EventTypes.RunClaimed, EventTypes.StreamCommitted]);
    }

    [Fact]
    public async Task Schema_versions_are_the_differences_between_commits()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var pipeline = await store.ApplyAsync();
        IReadOnlyList<CatalogColumn>[] schemas =
        [
            [new("id", new(TypeKind.Int32), false), new("name", ColumnType.Text, true)],
            [new("id", new(TypeKind.Int32), false), new("name", ColumnType.Text, true)],
            [new("id", new(TypeKind.Int64), false), new("city", ColumnType.Text, true)],
        ];
        foreach (var schema in schemas)
        {
            await store.EnqueueAsync(pipeline);
            var claimed = await ClaimAndBeginAsync(store);
            await runs.CommitStreamAsync(claimed.Lease, Commit(pipeline.Id, claimed.Lease.RunId, [.. schema]), Cancellation);
            claimed.Run.Fail(new RunError(FailureClass.System, RunNode.InitializeRun, "enough"), DateTimeOffset.UtcNow);
            await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);
        }

        var versions = (await store.Get<IDatasetStore>().SchemasAsync("default", "warehouse/public.airports", new PageRequest(), Cancellation)).Items;

        versions.Select(v => v.Version).ShouldBe([2, 1]);
        versions[0].Changes.ShouldBe(
        [
            new(SchemaChangeKind.Removed, "name", ColumnType.Text, null),
            new(SchemaChangeKind.Added, "city", null, ColumnType.Text),
            new(SchemaChangeKind.TypeChanged, "id", new(TypeKind.Int32), new(TypeKind.Int64)),
        ]);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_by_pipeline_and_page_by_page()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var runs = store.Get<IRunStore>();
        var pipeline = await store.ApplyAsync();
        await store.EnqueueAsync(await store.ApplyAsync(TestStore.Plan("another")));
        var asked = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            asked.Add((await store.EnqueueAsync(pipeline)).Id);
        }

        var first = await runs.ListAsync("default", pipeline.Id, new PageRequest(null, 3), Cancellation);
        var rest = await runs.ListAsync("default", pipeline.Id, new PageRequest(first.NextCursor, 3), Cancellation);

        first.Items.Concat(rest.Items).Select(r => r.Id).ShouldBe(asked.OrderDescending());
        rest.NextCursor.ShouldBeNull();
        (await runs.ListAsync("default", null, new PageRequest(), Cancellation)).Items.Count.ShouldBe(6);
        (await runs.ListAsync("other", null, new PageRequest(), Cancellation)).Items.ShouldBeEmpty();
    }

    private static async Task<ClaimedRun> ClaimAndBeginAsync(TestStore store)
    {
        var runs = store.Get<IRunStore>();
        var claimed = (await runs.ClaimAsync(await store.WorkerAsync(), Cancellation))!;
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);
        return claimed;
    }

    private static StreamCommit Commit(Guid pipelineId, Guid runId, params CatalogColumn[] columns) => new(
        new RunStream("airports.csv", "public.airports", 10, 7, 1, 1, 1, 1_000), "warehouse", columns, columns,
        [new LineageEdge("samples/airports.csv", columns[0].Name, "warehouse/public.airports", columns[0].Name, ["mask:hash"], pipelineId, runId)],
        [new TargetVersion(1, null, DateTimeOffset.UnixEpoch, 5)]);
}
