using McpPlatform.Store.Database;

namespace McpPlatform.Store.Events;

/// <summary>One batch of the sequencer: taken out of the inbox, chained, appended to the log.</summary>
internal static class EventBatch
{
    /// <summary>Takes committed events out of the inbox, oldest first. An event written after another had committed comes after it.</summary>
    public static async Task<IReadOnlyList<PendingEvent>> TakeAsync(UnitOfWork work, int most, CancellationToken cancellationToken)
    {
        const string sql = """
            DELETE FROM event_inbox WHERE id IN (SELECT id FROM event_inbox ORDER BY id LIMIT $1)
            RETURNING id, tenant_id, type, subject, actor, occurred_at, data::text
            """;
        await using var command = work.Command(sql, most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<PendingEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new PendingEvent(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6)));
        }

        return [.. events.OrderBy(e => e.Id)];
    }

    public static IReadOnlyList<ChainedEvent> Chain(IReadOnlyList<PendingEvent> pending, long headSeq, byte[] headHash)
    {
        var batch = new List<ChainedEvent>(pending.Count);
        foreach (var e in pending)
        {
            headSeq++;
            var digest = EventChain.Digest(e.Actor, e.Data);
            var hash = EventChain.Hash(headSeq, e.Tenant, e.Type, e.Subject, e.OccurredAt, digest, headHash);
            batch.Add(new ChainedEvent(e.Tenant, headSeq, e.Type, e.Subject, e.Actor, e.OccurredAt, e.Data, digest, headHash, hash));
            headHash = hash;
        }

        return batch;
    }

    public static Task AppendAsync(UnitOfWork work, IReadOnlyList<ChainedEvent> batch, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO events (tenant_id, seq, type, subject, actor, occurred_at, data, digest, prev_hash, hash)
            SELECT tenant_id, seq, type, subject, actor, occurred_at, data::json, digest, prev_hash, hash
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::bytea[], $9::bytea[], $10::bytea[])
                AS e (tenant_id, seq, type, subject, actor, occurred_at, data, digest, prev_hash, hash)
            """;
        return work.ExecuteAsync(
            sql, cancellationToken, batch.Select(e => e.Tenant).ToArray(), batch.Select(e => e.Seq).ToArray(),
            batch.Select(e => e.Type).ToArray(), batch.Select(e => e.Subject).ToArray(), batch.Select(e => e.Actor).ToArray(),
            batch.Select(e => e.OccurredAt).ToArray(), batch.Select(e => e.Data).ToArray(), batch.Select(e => e.Digest).ToArray(),
            batch.Select(e => e.PrevHash).ToArray(), batch.Select(e => e.Hash).ToArray());
    }
}

/// <summary>A committed event that has no place yet.</summary>
internal sealed record PendingEvent(long Id, string Tenant, string Type, string Subject, string Actor, DateTimeOffset OccurredAt, string Data);
