using System.Collections.Concurrent;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class RunClaimTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_workers_racing_for_fifty_runs_claim_each_exactly_once()
    {
        await using var first = await TestStore.CreateAsync(postgres, presence: true);
        await using var second = await TestStore.OpenAsync(first.Owner, presence: true);
        var asked = new List<Guid>();
        for (var i = 0; i < 50; i++)
        {
            asked.Add((await first.EnqueueAsync(await first.ApplyAsync(TestStore.Plan($"p{i % 25}")))).Id);
        }

        var claimed = new ConcurrentBag<Guid>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ClaimAllAsync(i % 2 == 0 ? first : second, claimed, asked.Count)));

        claimed.Order().ShouldBe(asked.Order());
    }

    [Fact]
    public async Task Two_runs_of_one_pipeline_never_run_at_once_and_go_oldest_first()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var worker = await store.WorkerAsync();
        var pipeline = await store.ApplyAsync();
        var older = await store.EnqueueAsync(pipeline);
        var younger = await store.EnqueueAsync(pipeline);

        var first = (await runs.ClaimAsync(worker, Cancellation))!;
        var meanwhile = await runs.ClaimAsync(worker, Cancellation);
        await EndAsync(runs, first);
        var second = (await runs.ClaimAsync(worker, Cancellation))!;

        first.Run.Info.Id.ShouldBe(older.Id);
        meanwhile.ShouldBeNull();
        second.Run.Info.Id.ShouldBe(younger.Id);
        second.Lease.Fence.ShouldBe(first.Lease.Fence + 1);
        (second.Principal with { Scopes = TestStore.Person.Scopes, Roles = TestStore.Person.Roles }).ShouldBe(TestStore.Person);
        second.Principal.Scopes.ShouldBe(TestStore.Person.Scopes);
    }

    [Fact]
    public async Task A_run_that_waits_for_its_next_try_keeps_its_pipeline_and_is_claimed_when_due()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var worker = await store.WorkerAsync();
        var pipeline = await store.ApplyAsync();
        var older = await store.EnqueueAsync(pipeline);
        await store.EnqueueAsync(pipeline);
        var claimed = (await runs.ClaimAsync(worker, Cancellation))!;
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        claimed.Run.Retry(new RunError(FailureClass.Transient, RunNode.InitializeRun, "the network"), DateTimeOffset.UtcNow.AddMilliseconds(300));

        await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);
        var tooEarly = await runs.ClaimAsync(worker, Cancellation);
        var again = await ClaimSoonAsync(runs, worker);

        tooEarly.ShouldBeNull();
        again.Run.Info.Id.ShouldBe(older.Id);
        again.Run.Info.State.ShouldBe(RunState.Retrying);
        again.Run.Info.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_of_a_dead_worker_is_taken_over_at_once_and_the_dead_ones_fence_is_refused()
    {
        await using var survivor = await TestStore.CreateAsync(postgres, presence: true);
        var dying = await TestStore.OpenAsync(survivor.Owner, presence: true);
        var run = await survivor.EnqueueAsync(await survivor.ApplyAsync());
        var before = (await dying.Get<IRunStore>().ClaimAsync(await dying.WorkerAsync(), Cancellation))!;
        before.Run.Begin(DateTimeOffset.UtcNow);
        await dying.Get<IRunStore>().SaveAsync(before.Lease, before.Run, Cancellation);
        var runs = survivor.Get<IRunStore>();
        (await runs.ClaimAsync(await survivor.WorkerAsync(), Cancellation)).ShouldBeNull();

        await dying.DisposeAsync();
        var after = await ClaimSoonAsync(runs, await survivor.WorkerAsync());

        after.Run.Info.Id.ShouldBe(run.Id);
        after.Run.Info.State.ShouldBe(RunState.Running);
        after.Lease.Fence.ShouldBe(before.Lease.Fence + 1);
        before.Run.Enter(RunNode.GetSourceCredentials);
        await Should.ThrowAsync<LeaseLostException>(() => runs.SaveAsync(before.Lease, before.Run, Cancellation));
        await Should.ThrowAsync<LeaseLostException>(() => runs.RenewAsync(before.Lease, Cancellation));
        (await runs.RenewAsync(after.Lease, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Deaths_at_a_run_are_counted_until_it_comes_further()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var runs = store.Get<IRunStore>();
        var queued = await store.EnqueueAsync(await store.ApplyAsync());
        (await DieAsync(store, queued.Id)).Deaths.ShouldBe(0);
        (await DieAsync(store, queued.Id, r => r.NoteCheckpoint("t", 1, 100))).Deaths.ShouldBe(1);
        (await DieAsync(store, queued.Id, r => r.NoteCheckpoint("t", 2, 100))).Deaths.ShouldBe(1, "it had come further");
        (await DieAsync(store, queued.Id, r => r.NoteCheckpoint("t", 3, 50))).Deaths.ShouldBe(2, "a segment of a read that began anew is nothing new");
        (await DieAsync(store, queued.Id, r => r.NoteCheckpoint("u", 1, 50))).Deaths.ShouldBe(3);
        (await DieAsync(store, queued.Id, r => r.Enter(RunNode.GetSourceCredentials))).Deaths.ShouldBe(1, "another stream came further");
        var last = await DieAsync(store, queued.Id);
        last.Deaths.ShouldBe(1, "a node had ended");

        await using var survivor = await TestStore.OpenAsync(store.Owner, presence: true);
        var claimed = await ClaimSoonAsync(survivor.Get<IRunStore>(), await survivor.WorkerAsync());
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        claimed.Run.Release();
        await survivor.Get<IRunStore>().SaveAsync(claimed.Lease, claimed.Run, Cancellation);
        (await DieAsync(store, queued.Id)).Deaths.ShouldBe(0, "a Worker that stops has not died");
    }

    /// <summary>A Worker claims the run, does something with it, and dies.</summary>
    private static async Task<ClaimedRun> DieAsync(TestStore store, Guid run, Action<Run>? before = null)
    {
        await using var dying = await TestStore.OpenAsync(store.Owner, presence: true);
        var runs = dying.Get<IRunStore>();
        var claimed = await ClaimSoonAsync(runs, await dying.WorkerAsync());
        claimed.Run.Info.Id.ShouldBe(run);
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        before?.Invoke(claimed.Run);
        await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);
        return claimed;
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_taken_over_from_a_worker_that_hangs()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        await using var other = await TestStore.OpenAsync(store.Owner, presence: true);
        await store.EnqueueAsync(await store.ApplyAsync());
        var hanging = (await store.Get<IRunStore>().ClaimAsync(await store.WorkerAsync(), Cancellation))!;
        var runs = other.Get<IRunStore>();
        (await runs.ClaimAsync(await other.WorkerAsync(), Cancellation)).ShouldBeNull();

        await store.SqlAsync("UPDATE leases SET expires_at = now() - interval '1 second'");
        var taken = await runs.ClaimAsync(await other.WorkerAsync(), Cancellation);

        taken.ShouldNotBeNull().Lease.Fence.ShouldBe(hanging.Lease.Fence + 1);
        await Should.ThrowAsync<LeaseLostException>(() => store.Get<IRunStore>().RenewAsync(hanging.Lease, Cancellation));
        hanging.Run.Begin(DateTimeOffset.UtcNow);
        await Should.ThrowAsync<LeaseLostException>(() => store.Get<IRunStore>().SaveAsync(hanging.Lease, hanging.Run, Cancellation));
    }

    [Fact]
    public async Task Asking_for_a_run_wakes_a_worker_in_another_process()
    {
        await using var gateway = await TestStore.CreateAsync(postgres);
        await using var worker = await TestStore.OpenAsync(gateway.Owner, presence: true);
        var pipeline = await gateway.ApplyAsync();
        var runs = worker.Get<IRunStore>();
        await runs.WaitForWorkAsync(TimeSpan.FromMilliseconds(10), Cancellation);

        var waiting = runs.WaitForWorkAsync(TimeSpan.FromMinutes(5), Cancellation);
        await gateway.EnqueueAsync(pipeline);

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        (await runs.ClaimAsync(await worker.WorkerAsync(), Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_fire_time_makes_one_run_however_often_it_is_asked_for()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var runs = store.Get<IRunStore>();
        var pipeline = await store.ApplyAsync();
        var fireTime = new DateTimeOffset(2026, 3, 1, 6, 30, 0, TimeSpan.FromHours(1));

        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => runs.EnqueueAsync(TestStore.Person, pipeline, fireTime, Cancellation)));

        made.Count(r => r is not null).ShouldBe(1);
        (await runs.ListAsync("default", pipeline.Id, new(), Cancellation)).Items.Count.ShouldBe(1);
    }

    internal static async Task<ClaimedRun> ClaimSoonAsync(IRunStore runs, WorkerIdentity worker)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            if (await runs.ClaimAsync(worker, deadline.Token) is { } claimed)
            {
                return claimed;
            }

            await runs.WaitForWorkAsync(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    private static async Task ClaimAllAsync(TestStore store, ConcurrentBag<Guid> claimed, int total)
    {
        var runs = store.Get<IRunStore>();
        var worker = await store.WorkerAsync();
        while (claimed.Count < total)
        {
            if (await runs.ClaimAsync(worker, Cancellation) is not { } run)
            {
                await runs.WaitForWorkAsync(TimeSpan.FromMilliseconds(50), Cancellation);
                continue;
            }

            claimed.Add(run.Run.Info.Id);
            await EndAsync(runs, run);
        }
    }

    private static async Task EndAsync(IRunStore runs, ClaimedRun claimed)
    {
        claimed.Run.Begin(DateTimeOffset.UtcNow);
        claimed.Run.Fail(new RunError(FailureClass.System, RunNode.InitializeRun, "ends here"), DateTimeOffset.UtcNow);
        await runs.SaveAsync(claimed.Lease, claimed.Run, Cancellation);
    }
}
