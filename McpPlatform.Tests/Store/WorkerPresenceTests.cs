using McpPlatform.Contracts.Api;
using McpPlatform.Core.Events;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Workers;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class WorkerPresenceTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_connection_ends_the_session_and_a_new_one_begins_under_a_new_id()
    {
        await using var store = await TestStore.CreateAsync(postgres, presence: true);
        var presence = store.Get<WorkerPresence>();
        await store.EnqueueAsync(await store.ApplyAsync());
        var before = await presence.SessionAsync(Cancellation);
        var claimed = (await store.Get<IRunStore>().ClaimAsync(before.Identity, Cancellation))!;
        var lost = new TaskCompletionSource();
        await using var registration = before.Lost.Register(lost.SetResult);

        await store.CutConnectionsAsync();

        await lost.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        var after = await presence.SessionAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        after.Identity.Id.ShouldNotBe(before.Identity.Id);
        after.Lost.IsCancellationRequested.ShouldBeFalse();
        var again = await RunClaimTests.ClaimSoonAsync(store.Get<IRunStore>(), after.Identity);
        again.Lease.Fence.ShouldBe(claimed.Lease.Fence + 1);
    }

    [Fact]
    public async Task Progress_reaches_listeners_of_the_run_in_other_processes_and_is_held_back_when_it_comes_too_often()
    {
        await using var worker = await TestStore.CreateAsync(postgres);
        await using var gateway = await TestStore.OpenAsync(worker.Owner);
        var (run, other) = (Guid.NewGuid(), Guid.NewGuid());
        await using var heard = gateway.Get<IProgressChannel>().ListenAsync("default", run, Cancellation).GetAsyncEnumerator(Cancellation);
        var first = heard.MoveNextAsync().AsTask();
        var channel = worker.Get<IProgressChannel>();

        await channel.PublishAsync("default", Progress(other, 1), Cancellation);
        await channel.PublishAsync("default", Progress(run, 2), Cancellation);
        await channel.PublishAsync("default", Progress(run, 3), Cancellation);

        (await first.WaitAsync(TimeSpan.FromSeconds(10), Cancellation)).ShouldBeTrue();
        heard.Current.ShouldBe(Progress(run, 2));
        var second = heard.MoveNextAsync().AsTask();
        await PublishUntilAsync(channel, Progress(run, 4), second);
        heard.Current.ShouldBe(Progress(run, 4));
    }

    private static async Task PublishUntilAsync(IProgressChannel channel, RunProgress progress, Task<bool> heard)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (await Task.WhenAny(heard, Task.Delay(50, deadline.Token)) != heard)
        {
            await channel.PublishAsync("default", progress, deadline.Token);
        }
    }

    private static RunProgress Progress(Guid run, long rows) => new(run, RunNode.RunDataSync, "airports.csv", rows, 100, 10.5, 3_376, 1.5);
}
