using System.Collections.Concurrent;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>
/// Snapshots that partitions of a table are read in. Each is exported by a session that stays open until all partitions were read, or nobody
/// has read for a while. They do not outlive the process: a reader that finds its snapshot gone must begin anew.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Snapshots(TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Held> held = new();

    /// <summary>Exports a snapshot.</summary>
    /// <param name="session">A session that belongs to the snapshot from now on.</param>
    /// <param name="partitions">How many partitions will be read in it.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Its name on the server.</returns>
    public async Task<string> ExportAsync(NpgsqlConnection session, int partitions, CancellationToken ct)
    {
        await ReleaseIdleAsync();
        await session.ExecuteAsync("SET idle_in_transaction_session_timeout = 0; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        var name = (await session.ScalarAsync<string>("SELECT pg_export_snapshot()", ct))!;
        held[name] = new Held(session, partitions) { UsedAt = time.GetUtcNow() };
        return name;
    }

    /// <summary>Identity of the read that a snapshot serves, the same for all partitions; <see langword="null"/> when it is gone. Marks it as used.</summary>
    public Guid? Use(string name)
    {
        if (!held.TryGetValue(name, out var snapshot))
        {
            return null;
        }

        snapshot.UsedAt = time.GetUtcNow();
        return snapshot.Read;
    }

    /// <summary>A partition was not read to its end, so the others are worth nothing: whoever comes for one finds the snapshot gone.</summary>
    public async ValueTask AbandonAsync(string name)
    {
        if (held.TryRemove(name, out var abandoned))
        {
            await abandoned.Session.DisposeAsync();
        }
    }

    /// <summary>One partition was read to its end; the last one lets the snapshot go.</summary>
    public async ValueTask ReadAsync(string name)
    {
        if (held.TryGetValue(name, out var snapshot) && snapshot.OneRead() == 0 && held.TryRemove(name, out var done))
        {
            await done.Session.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in held.Keys)
        {
            if (held.TryRemove(name, out var snapshot))
            {
                await snapshot.Session.DisposeAsync();
            }
        }
    }

    private async ValueTask ReleaseIdleAsync()
    {
        foreach (var (name, snapshot) in held)
        {
            if (time.GetUtcNow() - snapshot.UsedAt > Idle && held.TryRemove(name, out var idle))
            {
                await idle.Session.DisposeAsync();
            }
        }
    }

    private sealed class Held(NpgsqlConnection session, int partitions)
    {
        private int left = partitions;

        public NpgsqlConnection Session { get; } = session;

        public Guid Read { get; } = Guid.CreateVersion7();

        public DateTimeOffset UsedAt { get; set; }

        public int OneRead() => Interlocked.Decrement(ref left);
    }
}
