using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using Microsoft.Extensions.Hosting;

namespace McpPlatform.Store.Identity;

/// <summary>
/// Keys that were recognised a short while ago, so that a call need not wait for PostgreSQL. A revocation, or a change to a person, empties it at once, in every gateway;
/// where the news cannot come through, an entry is good for <see cref="MaxAge"/> at most. A key's own end is kept to the moment.
/// </summary>
internal sealed class RecognisedKeys(NotificationHub hub, TimeProvider time) : BackgroundService
{
    /// <summary>How long a key is taken for good without asking again.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    // From then on it is asked about while it is still taken for good, so that no call waits.
    private static readonly TimeSpan DueAge = TimeSpan.FromSeconds(10);
    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<Hash, Entry> entries = new();
    private long generation;

    /// <summary>Grows when keys were revoked: what was read before is not to be kept.</summary>
    public long Generation => Volatile.Read(ref generation);

    /// <summary>Who a key stands for; <see langword="null"/> where that has to be asked.</summary>
    /// <param name="hash">The key's hash.</param>
    /// <param name="isDue">Whether it should be asked soon; said to one of those who want to know.</param>
    public Principal? Find(ReadOnlyMemory<byte> hash, out bool isDue)
    {
        isDue = false;
        if (!entries.TryGetValue(Hash.Of(hash), out var entry) || time.GetElapsedTime(entry.Since) is var age && age >= MaxAge || entry.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        isDue = age >= DueAge && entry.TryTakeUp();
        return entry.Principal;
    }

    /// <summary>Forgets a key that is good no longer.</summary>
    public void Forget(ReadOnlyMemory<byte> hash) => entries.TryRemove(Hash.Of(hash), out _);

    /// <summary>Keeps a key that was read when the generation was the one given.</summary>
    public void Keep(ReadOnlyMemory<byte> hash, Principal principal, DateTimeOffset? expiresAt, long readIn)
    {
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }

        entries[Hash.Of(hash)] = new Entry(principal, expiresAt, time.GetTimestamp());
        if (readIn != Generation)
        {
            entries.TryRemove(Hash.Of(hash), out _);
        }
    }

    /// <summary>Commits work after which keys are good no longer, or for less; every gateway forgets what it recognised.</summary>
    public async Task CommitAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync("SELECT pg_notify($1, '')", cancellationToken, Channels.Keys);
        await work.CommitAsync(cancellationToken);
        Clear();
    }

    private void Clear()
    {
        Interlocked.Increment(ref generation);
        entries.Clear();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var news = hub.Subscribe(Channels.Keys, capacity: 1);
        try
        {
            await foreach (var _ in news.Payloads.ReadAllAsync(stoppingToken))
            {
                Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private sealed class Entry(Principal principal, DateTimeOffset? expiresAt, long since)
    {
        private int isTakenUp;

        public Principal Principal => principal;

        public DateTimeOffset? ExpiresAt => expiresAt;

        public long Since => since;

        public bool TryTakeUp() => Interlocked.Exchange(ref isTakenUp, 1) == 0;
    }

    private readonly record struct Hash(UInt128 Left, UInt128 Right)
    {
        public static Hash Of(ReadOnlyMemory<byte> hash) => MemoryMarshal.Read<Hash>(hash.Span);
    }
}
