using McpPlatform.Store.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Events;

/// <summary>
/// Gives committed events their place: gapless numbers and the hash chain, in batches, with one notification a batch. One sequencer a
/// database: it works on the very connection that holds the lock, so one that lost the lock can no longer write. Others stand by.
/// </summary>
internal sealed class EventSequencer(
    PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options, ILogger<EventSequencer> log) : BackgroundService
{
    private const long LockKey = 0x6D_63_70_70_00_02;

    internal static async Task<(long Seq, byte[] Hash)> ReadHeadAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await using var command = work.Command("SELECT seq, hash FROM event_head WHERE tenant_id = '*'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : throw new InvalidOperationException("The table event_head lacks its row. Restore it from a backup: the chain hangs on it.");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Reconnection.KeepUpAsync(SequenceWhileHoldingLockAsync, log.SequencerLost, options.Value.ReconnectDelay, stoppingToken);

    private async Task SequenceWhileHoldingLockAsync(CancellationToken cancellationToken)
    {
        using var pending = hub.Subscribe(Channels.EventsPending, capacity: 1);
        await using var connection = await database.OpenDirectAsync(cancellationToken);
        while (!await TryLockAsync(connection, cancellationToken))
        {
            await Task.Delay(options.Value.QuietInterval, cancellationToken);
        }

        log.SequencerStarted();
        while (true)
        {
            if (await SequenceAsync(connection, cancellationToken) < options.Value.EventBatch)
            {
                await pending.WaitAsync(options.Value.QuietInterval, cancellationToken);
            }
        }
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <returns>How many events got their place.</returns>
    private async Task<int> SequenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var work = await UnitOfWork.JoinAsync(connection, transaction, PlatformDatabase.EveryTenant, cancellationToken);
        var pending = await EventBatch.TakeAsync(work, options.Value.EventBatch, cancellationToken);
        if (pending.Count == 0)
        {
            return 0;
        }

        var (seq, hash) = await ReadHeadAsync(work, cancellationToken);
        var batch = EventBatch.Chain(pending, seq, hash);
        await EventBatch.AppendAsync(work, batch, cancellationToken);
        await work.ExecuteAsync(
            "UPDATE event_head SET seq = $1, hash = $2 WHERE tenant_id = '*'", cancellationToken, batch[^1].Seq, batch[^1].Hash);
        await work.ExecuteAsync(
            "SELECT pg_notify($1, $2)", cancellationToken, Channels.Events, WokenSubjects.Write(batch.Select(e => (e.Tenant, e.Subject))));
        await work.CommitAsync(cancellationToken);
        return batch.Count;
    }
}
