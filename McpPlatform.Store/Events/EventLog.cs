using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Events;
using McpPlatform.Store.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Events;

/// <summary>Reads sequenced events. Since places are given in commit order and gapless, reading behind a place misses nothing.</summary>
internal sealed class EventLog(PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options) : IEventLog
{
    private const int MostEvents = 1_000;

    public async Task<IReadOnlyList<PlatformEvent>> ReadAsync(
        string tenant, long afterSeq, string? subject, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MostEvents)
        {
            throw new InvalidInputException($"Ask for 1 to {MostEvents} events, not {limit}.");
        }

        const string columns = "SELECT seq, type, subject, actor, occurred_at, data::text FROM events WHERE tenant_id = $1 AND seq > $2";
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await using var command = subject is null
            ? work.Command($"{columns} ORDER BY seq LIMIT $3", tenant, afterSeq, limit)
            : work.Command($"{columns} AND subject = $4 ORDER BY seq LIMIT $3", tenant, afterSeq, limit, subject);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<PlatformEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(Read(reader));
        }

        return events;
    }

    public async IAsyncEnumerable<PlatformEvent> FollowAsync(
        string tenant, long afterSeq, string? subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Subscribed before the first reading: what is sequenced in between wakes the first waiting.
        using var news = hub.Subscribe(Channels.Events, capacity: 1, payload => WokenSubjects.Wakes(payload, tenant, subject));
        while (true)
        {
            IReadOnlyList<PlatformEvent> events;
            do
            {
                events = await ReadPatientlyAsync(tenant, afterSeq, subject, cancellationToken);
                foreach (var e in events)
                {
                    yield return e;
                    afterSeq = e.Seq;
                }
            }
            while (events.Count == MostEvents);
            await news.WaitAsync(options.Value.FollowInterval, cancellationToken);
        }
    }

    // A restart of PostgreSQL must not end what people are watching.
    private async Task<IReadOnlyList<PlatformEvent>> ReadPatientlyAsync(
        string tenant, long afterSeq, string? subject, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ReadAsync(tenant, afterSeq, subject, MostEvents, cancellationToken);
            }
            catch (NpgsqlException e) when (e.IsTransient || e.SqlState == PostgresErrorCodes.AdminShutdown)
            {
                await Task.Delay(options.Value.ReconnectDelay, cancellationToken);
            }
        }
    }

    private static PlatformEvent Read(NpgsqlDataReader reader)
    {
        using var data = JsonDocument.Parse(reader.GetString(5));
        return new PlatformEvent(
            reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
            data.RootElement.Clone());
    }
}
