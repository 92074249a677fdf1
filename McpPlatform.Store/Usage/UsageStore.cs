using McpPlatform.Contracts.Api;
using McpPlatform.Core.Usage;
using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Usage;

/// <summary>Reads the sums of calls.</summary>
internal sealed class UsageStore(PlatformDatabase database) : IUsageStore
{
    private const string Nobody = "NULL::text";

    public async Task<IReadOnlyList<UsageFigures>> ReadAsync(
        string tenant, UsageBy by, UsageBucket bucket, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken)
    {
        var (key, upstream, tool) = by switch
        {
            UsageBy.Key => ("principal_id", Nobody, Nobody),
            UsageBy.Tool => (Nobody, "upstream", "tool"),
            _ => (Nobody, Nobody, Nobody),
        };
        var sql = $"""
            SELECT date_trunc($4, hour, 'UTC'), {key}, {upstream}, {tool}, sum(calls)::bigint, sum(executed)::bigint, sum(errors)::bigint,
                sum(refused)::bigint, sum(bytes_in)::bigint, sum(bytes_out)::bigint, sum(duration_us)::bigint, sum(cpu_us)::bigint, sum(tokens)::bigint,
                sum(estimated_tokens)::bigint, sum(cost_micros)::bigint
            FROM usage WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT $5
            """;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await using var command = work.Command(sql, tenant, from.AsStored(), to.AsStored(), StoredName.Of(bucket), most);
        return await ReadAllAsync(command, Figures, cancellationToken);
    }

    public async Task<IReadOnlyList<LiveFigures>> ReadLiveAsync(
        string tenant, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT principal_id, method, name, upstream, count(*), count(*) FILTER (WHERE outcome IN ('tool_error', 'protocol_error', 'failed')),
                count(*) FILTER (WHERE outcome = 'refused'), sum(argument_bytes)::bigint, sum(result_bytes)::bigint, sum(duration_us)::bigint
            FROM call_audit WHERE tenant_id = $1 AND at >= $2 AND at < $3 GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4 LIMIT $4
            """;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await using var command = work.Command(sql, tenant, from.AsStored(), to.AsStored(), most);
        return await ReadAllAsync(command, Live, cancellationToken);
    }

    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await work.ExecuteAsync("DELETE FROM usage WHERE hour < $1", cancellationToken, before.AsStored());
        await work.ExecuteAsync("DELETE FROM quota_periods WHERE began_at < $1", cancellationToken, before.AsStored());
        await work.CommitAsync(cancellationToken);
    }

    private static async Task<List<T>> ReadAllAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(read(reader));
        }

        return items;
    }

    private static UsageFigures Figures(NpgsqlDataReader r) => new(
        r.GetFieldValue<DateTimeOffset>(0), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7), r.GetInt64(8), r.GetInt64(9), r.GetInt64(10),
        r.GetInt64(11), r.GetInt64(12), r.GetInt64(13), QuotaTerms.Amount(QuotaMetric.Cost, r.GetInt64(14)))
    {
        Key = Text(r, 1), Upstream = Text(r, 2), Tool = Text(r, 3),
    };

    private static LiveFigures Live(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7), r.GetInt64(8), r.GetInt64(9))
    {
        Name = Text(r, 2), Upstream = Text(r, 3),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
