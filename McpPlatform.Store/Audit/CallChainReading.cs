using McpPlatform.Core.Audit;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Audit;

/// <summary>What a walk along a chain reads, each in a short transaction: a long one would keep days from being dropped.</summary>
internal sealed class CallChainReading(PlatformDatabase database)
{
    /// <summary>Most numbers of one part.</summary>
    public const int NumbersAtOnce = 2_000;

    /// <summary>All chains anything is known of, oldest first, and how far each has come by its rows.</summary>
    public async Task<IReadOnlyList<KnownChain>> ListAsync(CancellationToken cancellationToken)
    {
        // The first part jumps along the index from chain to chain.
        const string sql = """
            WITH RECURSIVE found AS (
                (SELECT chain_id FROM call_audit ORDER BY chain_id LIMIT 1)
                UNION ALL
                SELECT (SELECT c.chain_id FROM call_audit c WHERE c.chain_id > f.chain_id ORDER BY c.chain_id LIMIT 1)
                FROM found f WHERE f.chain_id IS NOT NULL)
            SELECT chain_id, max(number), bool_or(begun) FROM (
                SELECT chain_id, (SELECT max(number) FROM call_audit c WHERE c.chain_id = found.chain_id) AS number, false AS begun
                FROM found WHERE chain_id IS NOT NULL
                UNION ALL SELECT chain_id, number, true FROM call_audit_chains WHERE tenant_id = '*'
                UNION ALL SELECT chain_id, max(last_number), false FROM call_audit_digests WHERE tenant_id = '*' GROUP BY chain_id) AS k
            GROUP BY chain_id ORDER BY chain_id
            """;
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var chains = new List<KnownChain>();
        while (await reader.ReadAsync(cancellationToken))
        {
            chains.Add(new KnownChain(reader.GetGuid(0), reader.GetInt64(1), reader.GetBoolean(2)));
        }

        return chains;
    }

    /// <summary>Records behind a number, of the next <see cref="NumbersAtOnce"/> numbers. A number that stands twice comes twice.</summary>
    public async Task<List<ChainedCall>> ReadAsync(Guid chain, long after, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {CallColumns.All} FROM call_audit WHERE chain_id = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4";
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command(sql, chain, after, after + NumbersAtOnce, 2 * NumbersAtOnce);
        return await CallColumns.ReadAllAsync(command, cancellationToken);
    }

    /// <summary>The digest of dropped records that covers a number; <see langword="null"/> when none does.</summary>
    public async Task<ChainHead?> FindDigestAsync(Guid chain, long number, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT last_number, last_hash FROM call_audit_digests
            WHERE tenant_id = '*' AND chain_id = $1 AND first_number <= $2 AND last_number >= $2 ORDER BY last_number DESC LIMIT 1
            """;
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command(sql, chain, number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new ChainHead(chain, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>Whether anything stands behind a number.</summary>
    public async Task<bool> IsAnythingBehindAsync(Guid chain, long number, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT EXISTS (SELECT FROM call_audit WHERE chain_id = $1 AND number > $2)
                OR EXISTS (SELECT FROM call_audit_digests WHERE tenant_id = '*' AND chain_id = $1 AND last_number > $2)
            """;
        return await IsAsync(sql, chain, number, cancellationToken);
    }

    /// <summary>Whether a record stands before the first number there can be.</summary>
    public Task<bool> IsAnythingBeforeFirstAsync(Guid chain, CancellationToken cancellationToken) =>
        IsAsync("SELECT EXISTS (SELECT FROM call_audit WHERE chain_id = $1 AND number < $2)", chain, 1, cancellationToken);

    private async Task<bool> IsAsync(string sql, Guid chain, long number, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command(sql, chain, number);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>A chain of which rows stand.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Number">The highest number its rows say.</param>
/// <param name="Begun">Whether a gateway entered it as its own.</param>
internal sealed record KnownChain(Guid Chain, long Number, bool Begun);
