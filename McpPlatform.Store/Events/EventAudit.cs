using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Events;

/// <summary>Checks the whole event log of a database.</summary>
public sealed class EventAudit
{
    private const int PageSize = 2_000;
    private readonly PlatformDatabase database;

    internal EventAudit(PlatformDatabase database) => this.database = database;

    /// <summary>Reads the log from its beginning to its head and verifies the chain; over what was dropped by age it goes by its digests.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The first event that does not fit, or the place where events are missing at the end; <see langword="null"/> when the log is whole.</returns>
    public async Task<ChainBreak?> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var (headSeq, headHash) = await EventSequencer.ReadHeadAsync(work, cancellationToken);
        (long Seq, ReadOnlyMemory<byte> Hash) place = (0, EventChain.Origin);
        while (place.Seq < headSeq)
        {
            // Up to the first gap: what is behind it follows a digest, or nothing.
            var page = await ReadAsync(work, place.Seq, headSeq, cancellationToken);
            var part = page.TakeWhile((e, at) => e.Seq == place.Seq + 1 + at).ToList();
            if (EventChain.Verify(part, place.Seq, place.Hash) is { } flaw)
            {
                return flaw;
            }

            if (part is [.., var last])
            {
                place = (last.Seq, last.Hash);
            }
            else if (await FindDigestAsync(work, place.Seq + 1, cancellationToken) is { } digest)
            {
                place = digest;
            }
            else
            {
                return EventChain.Verify(page, place.Seq, place.Hash) ?? new ChainBreak(place.Seq + 1, "Events are missing at the end.");
            }
        }

        return place.Hash.Span.SequenceEqual(headHash) ? null : new ChainBreak(place.Seq, "The last event is not the one the sequencer wrote.");
    }

    private static async Task<(long Seq, ReadOnlyMemory<byte> Hash)?> FindDigestAsync(UnitOfWork work, long seq, CancellationToken cancellationToken)
    {
        const string sql = "SELECT last_seq, last_hash FROM event_digests WHERE tenant_id = '*' AND first_seq = $1";
        await using var command = work.Command(sql, seq);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private static async Task<List<ChainedEvent>> ReadAsync(UnitOfWork work, long afterSeq, long upTo, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT tenant_id, seq, type, subject, actor, occurred_at, data::text, digest, prev_hash, hash
            FROM events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3
            """;
        await using var command = work.Command(sql, afterSeq, upTo, PageSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<ChainedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(Read(reader));
        }

        return events;
    }

    private static ChainedEvent Read(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetFieldValue<DateTimeOffset>(5), r.GetString(6),
        r.GetFieldValue<byte[]>(7), r.GetFieldValue<byte[]>(8), r.GetFieldValue<byte[]>(9));
}
