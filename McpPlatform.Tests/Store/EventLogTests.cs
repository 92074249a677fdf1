using McpPlatform.Contracts.Events;
using McpPlatform.Core.Events;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class EventLogTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transactions_that_commit_in_reverse_order_are_both_seen_by_every_reader()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await using var other = await TestStore.OpenAsync(store.Owner);
        var early = ReadAsync(store, 2);
        var elsewhere = ReadAsync(other, 2);
        var database = store.Get<PlatformDatabase>();

        await using var first = await database.BeginAsync("default", Cancellation);
        await RecordAsync(first, "written first");
        await using (var second = await database.BeginAsync("default", Cancellation))
        {
            await RecordAsync(second, "committed first");
            await second.CommitAsync(Cancellation);
        }

        (await ReadAsync(store, 1)).Select(e => e.Subject).ShouldBe(["committed first"]);
        await first.CommitAsync(Cancellation);

        string[] expected = ["committed first", "written first"];
        (await early).Select(e => e.Subject).ShouldBe(expected);
        (await elsewhere).Select(e => e.Subject).ShouldBe(expected);
        (await ReadAsync(other, 2)).Select(e => e.Seq).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Many_writers_at_once_leave_no_gap_and_a_chain_that_holds()
    {
        const int writers = 8;
        const int each = 25;
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await using var standby = await TestStore.OpenAsync(store.Owner, sequencer: true);
        var database = store.Get<PlatformDatabase>();
        var following = ReadAsync(standby, writers * each);

        await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            for (var i = 0; i < each; i++)
            {
                await using var work = await database.BeginAsync("default", Cancellation);
                await RecordAsync(work, $"{w}/{i}");
                await work.CommitAsync(Cancellation);
            }
        }));

        var events = await following;
        events.Select(e => e.Seq).ShouldBe(Enumerable.Range(1, writers * each).Select(i => (long)i));
        events.Select(e => e.Subject).Distinct().Count().ShouldBe(writers * each);
        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData("UPDATE events SET data = '{\"a\":\"b\"}' WHERE seq = 2", 2)]
    [InlineData("UPDATE events SET actor = 'someone else' WHERE seq = 2", 2)]
    [InlineData("UPDATE events SET subject = 'other' WHERE seq = 3", 3)]
    [InlineData("UPDATE events SET tenant_id = 'other' WHERE seq = 1", 1)]
    [InlineData("DELETE FROM events WHERE seq = 2", 3)]
    [InlineData("DELETE FROM events WHERE seq = 3", 3)]
    public async Task Tampering_is_found_at_its_place(string tampering, long foundAt)
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        foreach (var subject in new[] { "one", "two", "three" })
        {
            await using var work = await store.Get<PlatformDatabase>().BeginAsync("default", Cancellation);
            await RecordAsync(work, subject);
            await work.CommitAsync(Cancellation);
        }

        await ReadAsync(store, 3);
        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldBeNull();

        await store.SqlAsync(tampering);

        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldNotBeNull().Seq.ShouldBe(foundAt);
    }

    [Fact]
    public async Task Readers_and_the_sequencer_go_on_after_their_connections_were_cut()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var following = ReadAsync(store, 2);
        await WriteAsync(store, "before");
        await ReadAsync(store, 1);

        await store.CutConnectionsAsync();
        await WriteAsync(store, "after");

        (await following).Select(e => e.Subject).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task A_follower_of_one_subject_gets_its_events_only()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var following = ReadAsync(store, 2, "mine");

        foreach (var subject in new[] { "mine", "other", "mine" })
        {
            await WriteAsync(store, subject);
        }

        (await following).Select(e => e.Seq).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task An_event_of_a_transaction_that_was_rolled_back_is_never_seen()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await using (var work = await store.Get<PlatformDatabase>().BeginAsync("default", Cancellation))
        {
            await RecordAsync(work, "never happened");
        }

        await WriteAsync(store, "happened");

        (await ReadAsync(store, 1)).Select(e => (e.Seq, e.Subject)).ShouldBe([(1L, "happened")]);
    }

    internal static async Task<List<PlatformEvent>> ReadAsync(TestStore store, int count, string? subject = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var events = new List<PlatformEvent>();
        await foreach (var e in store.Get<IEventLog>().FollowAsync("default", 0, subject, deadline.Token))
        {
            events.Add(e);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    private static async Task WriteAsync(TestStore store, string subject)
    {
        await using var work = await store.Get<PlatformDatabase>().BeginAsync("default", Cancellation);
        await RecordAsync(work, subject);
        await work.CommitAsync(Cancellation);
    }

    private static Task RecordAsync(UnitOfWork work, string subject) =>
        work.RecordAsync(TestStore.Person, "test.happened", subject, DateTimeOffset.UtcNow, Cancellation, ("why", "because"));
}
