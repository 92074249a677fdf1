using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Audit;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class CallAuditBufferTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Room_is_reserved_released_and_refused_when_there_is_none()
    {
        var buffer = NewBuffer(new CallAuditOptions { Buffer = 2 });

        buffer.TryReserve().ShouldBeTrue();
        buffer.TryReserve().ShouldBeTrue();
        buffer.TryReserve().ShouldBeFalse();
        buffer.Release();
        buffer.TryReserve().ShouldBeTrue();
        buffer.Record(Calls.One());
        buffer.TryReserve().ShouldBeFalse("a record that waits takes room");
        buffer.Stored(buffer.TakeBatch().ShouldNotBeNull());
        buffer.TryReserve().ShouldBeTrue();
        buffer.TakeCounts().ShouldBe((2, 0));
    }

    [Fact]
    public void Where_losses_are_accepted_every_call_goes_through_and_losses_are_counted()
    {
        var buffer = NewBuffer(new CallAuditOptions { Buffer = 2, WhenFull = WhenFull.Drop });

        for (var n = 0; n < 5; n++)
        {
            buffer.TryReserve().ShouldBeTrue();
            buffer.Record(Calls.One());
        }

        buffer.TryReserve().ShouldBeTrue();
        buffer.Release();
        buffer.Waiting.ShouldBe(2);
        buffer.TakeCounts().ShouldBe((0, 3));
    }

    [Fact]
    public void Full_batches_are_taken_out_first_and_the_chain_goes_on_over_all()
    {
        var buffer = NewBuffer(new CallAuditOptions { Batch = 2 });
        foreach (var n in Enumerable.Range(1, 5))
        {
            buffer.Record(Calls.One(n));
        }

        var taken = new List<long[]>();
        while (buffer.TakeBatch() is Batch batch)
        {
            taken.Add([.. batch.Calls.Select(c => c.Number)]);
            buffer.Stored(batch);
        }

        taken.ShouldBe([[1, 2], [3, 4], [5]]);
        buffer.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Room_for_no_more_than_the_buffer_is_given_to_many_at_once()
    {
        var buffer = NewBuffer(new CallAuditOptions { Buffer = 1_000 });

        var given = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => buffer.TryReserve()), Cancel)));

        given.Sum().ShouldBe(1_000);
    }

    [Fact]
    public async Task Calls_are_refused_while_nothing_can_be_stored_and_let_in_again_afterwards()
    {
        var store = new GatedStore();
        var options = new CallAuditOptions { Buffer = 10, FlushInterval = TimeSpan.FromMilliseconds(10), RetryDelay = TimeSpan.FromMilliseconds(50) };
        var buffer = NewBuffer(options, store);
        using var writer = NewWriter(buffer, store, options);
        await writer.StartAsync(Cancel);
        for (var n = 1; n <= 10; n++)
        {
            buffer.TryReserve().ShouldBeTrue();
            buffer.Record(Calls.One(n));
        }

        await Eventually.TrueAsync(() => store.Refused > 2, Patience, "several tries", Cancel);
        buffer.TryReserve().ShouldBeFalse();

        store.Open = true;
        await Eventually.TrueAsync(buffer.TryReserve, Patience, "room again", Cancel);
        buffer.Release();
        await writer.StopAsync(Cancel);
        store.Stored.Select(c => c.Number).ShouldBe(Enumerable.Range(1, 10).Select(n => (long)n));
        store.Anchored.ShouldBe(10);
    }

    [Fact]
    public async Task Stopping_ends_with_the_hosts_patience_when_nothing_can_be_stored()
    {
        var (store, options) = (new GatedStore(), new CallAuditOptions { FlushInterval = TimeSpan.FromMilliseconds(10) });
        var buffer = NewBuffer(options, store);
        using var writer = NewWriter(buffer, store, options);
        await writer.StartAsync(Cancel);
        buffer.TryReserve().ShouldBeTrue();
        buffer.Record(Calls.One());
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await writer.StopAsync(patience.Token).WaitAsync(Patience, Cancel);

        patience.IsCancellationRequested.ShouldBeTrue();
    }

    private static CallAuditBuffer NewBuffer(CallAuditOptions options, GatedStore? store = null) =>
        new(store ?? new GatedStore(), new NoMask(), Options.Create(options), TimeProvider.System, NullLogger<CallAuditBuffer>.Instance);

    private static CallAuditWriter NewWriter(CallAuditBuffer buffer, GatedStore store, CallAuditOptions options) =>
        new(buffer, store, Options.Create(options), TimeProvider.System, NullLogger<CallAuditWriter>.Instance);

    /// <summary>Records as they came.</summary>
    private sealed class Batch : ICallBatch
    {
        public List<ChainedCall> Calls { get; } = [];

        public int Count => Calls.Count;

        public ChainHead Head => Store.Calls.Head(Calls);

        public void Add(in ChainedCall call) => Calls.Add(call);

        public void Clear() => Calls.Clear();
    }

    /// <summary>A store that refuses until it is opened.</summary>
    private sealed class GatedStore : ICallAuditStore
    {
        public bool Open { get; set; }

        public int Refused { get; private set; }

        public long Anchored { get; private set; }

        public List<ChainedCall> Stored { get; } = [];

        public ICallBatch NewBatch() => new Batch();

        public Task AppendAsync(ICallBatch batch, CancellationToken cancellationToken)
        {
            if (!Open)
            {
                Refused++;
                throw new IOException("The store is closed.");
            }

            Stored.AddRange(((Batch)batch).Calls);
            return Task.CompletedTask;
        }

        public Task AnchorAsync(ChainHead head, CancellationToken cancellationToken)
        {
            Anchored = head.Number;
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<ChainHead>> ListHeadsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page<AuditRecord>> ListAsync(string tenant, AuditFilter filter, PageRequest page, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<AuditRecord> ReadAllAsync(string tenant, AuditFilter filter, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PrepareDaysAsync(DateOnly first, int days, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ExpiredDay>> ExpireAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<DateOnly>> ExpireAttributesAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
