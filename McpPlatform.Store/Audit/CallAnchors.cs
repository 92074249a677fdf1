using System.Globalization;
using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Audit;

/// <summary>What the event log says of a chain: how far it had come, minute by minute. Events that have no place yet count as well.</summary>
internal sealed class CallAnchors(PlatformDatabase database)
{
    private const int AnchorsAtOnce = 1_000;

    /// <summary>What an anchor of a chain is about.</summary>
    public static string Subject(Guid chain) => $"audit/{chain}";

    /// <summary>All chains that were ever anchored, and the highest number said of each.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> ListAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT data->>'chain', max((data->>'number')::bigint) FROM (
                SELECT data FROM events WHERE tenant_id = $1 AND type = $2 UNION ALL SELECT data FROM event_inbox WHERE tenant_id = $1 AND type = $2) AS a
            WHERE data->>'number' ~ '^[0-9]{1,18}$' GROUP BY 1
            """;
        await using var work = await database.BeginAsync(Tenants.Default, cancellationToken);
        await using var command = work.Command(sql, Tenants.Default, EventTypes.AuditAnchored);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var anchored = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (Guid.TryParse(reader.GetString(0), out var chain))
            {
                anchored[chain] = reader.GetInt64(1);
            }
        }

        return anchored;
    }

    /// <summary>The anchors of a chain in the order they were written.</summary>
    public async IAsyncEnumerable<ChainHead> ReadAsync(Guid chain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        List<(long Seq, ChainHead Head)> page;
        do
        {
            page = await ReadAsync(chain, after, cancellationToken);
            foreach (var (seq, head) in page)
            {
                yield return head;
                after = seq;
            }
        }
        while (page.Count >= AnchorsAtOnce && after < long.MaxValue);
    }

    private async Task<List<(long Seq, ChainHead Head)>> ReadAsync(Guid chain, long after, CancellationToken cancellationToken)
    {
        // One statement: an event that gets its place meanwhile is in one of the two.
        const string sql = """
            SELECT seq, data->>'number', data->>'hash' FROM (
                (SELECT seq, data FROM events WHERE tenant_id = $1 AND subject = $2 AND type = $3 AND seq > $4 ORDER BY seq LIMIT $5)
                UNION ALL SELECT 9223372036854775807, data FROM event_inbox WHERE tenant_id = $1 AND subject = $2 AND type = $3) AS a
            WHERE data->>'number' ~ '^[0-9]{1,18}$' ORDER BY seq, (data->>'number')::bigint
            """;
        await using var work = await database.BeginAsync(Tenants.Default, cancellationToken);
        await using var command = work.Command(sql, Tenants.Default, Subject(chain), EventTypes.AuditAnchored, after, AnchorsAtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<(long, ChainHead)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add((reader.GetInt64(0), Head(chain, reader)));
        }

        // Those without a place come behind all that have one; before the last page they would come too early.
        return page.Count > AnchorsAtOnce ? [.. page.Take(AnchorsAtOnce)] : page;
    }

    private static ChainHead Head(Guid chain, NpgsqlDataReader reader)
    {
        var hash = reader.IsDBNull(2) ? "" : reader.GetString(2);
        return new ChainHead(
            chain, long.Parse(reader.GetString(1), CultureInfo.InvariantCulture),
            hash.Length % 2 == 0 && hash.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hash) : []);
    }
}
