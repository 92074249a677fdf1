using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Events;

/// <summary>Checks the whole event log of a database.</summary>
public sealed class EventAudit
{
    private const int PageSize = 2_000;
    private readonly PlatformDatabase database;

    internal EventAudit(PlatformDatabase database) => this.database = database;

    /// <summary>Reads the log from its beginning to its head and verifies the chain.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The first event that does not fit, or the place where events are missing at the end; <see langword="null"/> when the log is whole.</returns>
    public async Task<ChainBreak?> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var (headSeq, headHash) = await EventSequencer.ReadHeadAsync(work, cancellationToken);
        var (seq, hash) = (0L, EventChain.Origin);
        while (seq < headSeq)
        {
            var page = await ReadAsync(work, seq, headSeq, cancellationToken);
            if (page.Count == 0 || EventChain.Verify(page, seq, hash) is not null)
            {
                return page.Count == 0 ? new ChainBreak(seq + 1, "Events are missing at the end.") : EventChain.Verify(page, seq, hash);
            }

            (seq, hash) = (page[^1].Seq, page[^1].Hash);
        }

        return hash.Span.SequenceEqual(headHash) ? null : new ChainBreak(seq, "The last event is not the one the sequencer wrote.");
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
