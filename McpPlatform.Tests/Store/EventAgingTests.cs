using McpPlatform.Contracts.Events;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class EventAgingTests(TestPostgres postgres)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly DateTimeOffset Before = Now.AddDays(-30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_events_are_dropped_and_the_rest_of_the_log_still_verifies()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store, (40, "old"), (39, "old"), (10, "young"), (38, "late"), (1, "young"));

        (await store.Get<EventAging>().ExpireAsync(Before, Cancellation)).ShouldBe(3);

        await UntilSequencedAsync(store, "events", 1);
        (await ReadAsync(store)).Select(e => e.Seq).ShouldBe([3, 5, 6]);
        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldBeNull();
        (await store.SqlAsync("SELECT string_agg(first_seq || '-' || last_seq, ' ' ORDER BY first_seq) FROM event_digests")).ShouldBe("1-2 4-4");
        (await store.Get<EventAging>().ExpireAsync(Before, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Digests_that_come_to_touch_each_other_become_one_and_a_log_of_nothing_else_is_whole()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store, (40, "old"), (35, "younger"), (40, "old"), (40, "old"));
        await store.Get<EventAging>().ExpireAsync(Now.AddDays(-36), Cancellation);
        await UntilSequencedAsync(store, "events", 1);

        await store.Get<EventAging>().ExpireAsync(Before, Cancellation);

        await UntilSequencedAsync(store, "events", 2);
        (await store.SqlAsync("SELECT string_agg(first_seq || '-' || last_seq, ' ') FROM event_digests")).ShouldBe("1-4");
        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Events_of_runs_that_have_not_ended_stay()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var run = await store.EnqueueAsync(await store.ApplyAsync());
        await WriteAsync(store, (40, $"run/{run.Id}"), (40, $"run/{Guid.NewGuid()}"));

        (await store.Get<EventAging>().ExpireAsync(Before, Cancellation)).ShouldBe(1);

        (await ReadAsync(store)).ShouldContain(e => e.Subject == $"run/{run.Id}" && e.OccurredAt < Before);
        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Anchors_stay_as_long_as_the_records_they_testify_to()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var audit = store.Get<ICallAuditStore>();
        var chain = Calls.Chain(Guid.CreateVersion7(), [Calls.One(1, Now.AddDays(-45)), Calls.One(2, Now.AddDays(-10))]);
        await audit.AppendAsync(chain, Cancellation);
        await WriteAsync(store, [(50, "audit/none", EventTypes.AuditAnchored), (44, $"audit/{chain[0].Chain}", EventTypes.AuditAnchored)]);

        (await store.Get<EventAging>().ExpireAsync(Before, Cancellation)).ShouldBe(1, "the first is older than every record");
        await audit.ExpireAsync(Now.AddDays(-40), Cancellation);
        (await store.Get<EventAging>().ExpireAsync(Before, Cancellation)).ShouldBe(1);

        (await audit.VerifyAsync(Cancellation)).Whole.ShouldBeTrue();
    }

    [Theory]
    [InlineData("UPDATE event_digests SET last_hash = sha256('x')")]
    [InlineData("DELETE FROM event_digests")]
    [InlineData("UPDATE event_digests SET last_seq = 3; DELETE FROM events WHERE seq = 3")]
    public async Task Tampering_behind_the_digests_is_found(string tampering)
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store, (40, "old"), (39, "old"), (10, "young"), (1, "young"));
        await store.Get<EventAging>().ExpireAsync(Before, Cancellation);

        await store.SqlAsync(tampering);

        (await store.Get<EventAudit>().VerifyAsync(Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_last_day_is_not_dropped_and_nothing_is_dropped_for_a_tenant()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await Should.ThrowAsync<PostgresException>(() => store.Get<EventAging>().ExpireAsync(Now.AddHours(-23), Cancellation));
        await using var work = await store.Get<PlatformDatabase>().BeginAsync("default", Cancellation);
        await Should.ThrowAsync<PostgresException>(() => work.ExecuteAsync("SELECT * FROM events_expire($1, 0, 10)", Cancellation, Before));
    }

    private static Task WriteAsync(TestStore store, params (int DaysAgo, string Subject)[] events) => WriteAsync(store, [.. events.Select(e => (e.DaysAgo, e.Subject, "test"))]);

    private static async Task WriteAsync(TestStore store, (int DaysAgo, string Subject, string Type)[] events)
    {
        foreach (var (daysAgo, subject, type) in events)
        {
            await using var work = await store.Get<PlatformDatabase>().BeginAsync(Tenants.Default, Cancellation);
            await work.RecordAsync([new NewEvent(type, subject, "ada", Now.AddDays(-daysAgo), EventRecording.Map())], Cancellation);
            await work.CommitAsync(Cancellation);
        }

        await UntilSequencedAsync(store, events[^1].Subject, 1);
    }

    private static Task UntilSequencedAsync(TestStore store, string subject, int count) => Eventually.TrueAsync(
        async () => (await ReadAsync(store)).Count(e => e.Subject == subject) >= count && await store.SqlAsync("SELECT count(*) FROM event_inbox") is 0L,
        TimeSpan.FromSeconds(20), "the events have their places", Cancellation);

    private static Task<IReadOnlyList<PlatformEvent>> ReadAsync(TestStore store) => store.Get<IEventLog>().ReadAsync(Tenants.Default, 0, null, 100, Cancellation);
}
