using McpPlatform.Core.Replicas;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class ReplicaStoreTests(TestPostgres postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private readonly Replica one = new(Guid.CreateVersion7(), new Uri("http://10.0.0.1:5080"));
    private readonly Replica two = new(Guid.CreateVersion7(), new Uri("http://10.0.0.2:5080"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_and_who_leaves_is_told_at_once()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var other = await TestStore.OpenAsync(store.Owner);
        await using var seen = Follow(store, one, Long);
        (await NextAsync(seen)).ShouldBe([one]);
        await using (var theirs = Follow(other, two, Long))
        {
            (await NextAsync(theirs)).ShouldBe([one, two], ignoreOrder: true);
            await UntilAsync(seen, living => living.Contains(two)).WaitAsync(Soon, Cancel);
        }

        await UntilAsync(seen, living => !living.Contains(two)).WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task Who_is_silent_for_the_time_of_its_lease_is_taken_for_dead()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var seen = Follow(store, one, TimeSpan.FromSeconds(1));
        await NextAsync(seen);
        await store.SqlAsync($"INSERT INTO replicas VALUES ('*', '{two.Id}', '{two.Address}', now() + interval '1 second')");
        await UntilAsync(seen, living => living.Contains(two)).WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        var living = await UntilAsync(seen, l => !l.Contains(two)).WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        living.ShouldContain(one);
    }

    [Fact]
    public async Task A_restart_of_the_database_is_survived()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var seen = Follow(store, one, TimeSpan.FromSeconds(1));
        await NextAsync(seen);
        await store.CutConnectionsAsync();
        (await NextAsync(seen)).ShouldContain(one);
        (await NextAsync(seen)).ShouldContain(one);
    }

    private static IAsyncEnumerator<IReadOnlyList<Replica>> Follow(TestStore store, Replica self, TimeSpan lease) =>
        store.Get<IReplicaStore>().TakePartAsync(self, lease, Cancel).GetAsyncEnumerator(Cancel);

    private static async Task<IReadOnlyList<Replica>> NextAsync(IAsyncEnumerator<IReadOnlyList<Replica>> seen)
    {
        (await seen.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBeTrue();
        return seen.Current;
    }

    private static async Task<IReadOnlyList<Replica>> UntilAsync(IAsyncEnumerator<IReadOnlyList<Replica>> seen, Func<IReadOnlyList<Replica>, bool> condition)
    {
        IReadOnlyList<Replica> living;
        do
        {
            living = await NextAsync(seen);
        }
        while (!condition(living));

        return living;
    }
}
