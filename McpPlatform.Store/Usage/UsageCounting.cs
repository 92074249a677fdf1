using McpPlatform.Core.Usage;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Usage;

/// <summary>
/// Sums up a batch of the audit, in its transaction: by hour, and for each quota. What is counted is what the batch added to the audit, so a batch
/// that is sent again counts nothing twice, and the sums never differ from the records.
/// </summary>
internal static class UsageCounting
{
    /// <summary>Columns that the table of new calls has beside those of the audit.</summary>
    public const string Columns = "server, tool, executed, cpu_us, tokens, estimated_tokens, cost_micros";

    /// <summary>How many those are.</summary>
    public const short ColumnCount = 7;

    /// <summary>The same, with their types.</summary>
    public const string TypedColumns =
        "server text NOT NULL, tool text NOT NULL, executed boolean NOT NULL, cpu_us bigint NOT NULL, tokens bigint NOT NULL, "
        + "estimated_tokens bigint NOT NULL, cost_micros bigint NOT NULL";

    // One that sets a quota sums up what was used so far: no batch may come in between.
    private const long LockKey = 0x6D_63_70_70_00_0F;

    private const string Mine = "SELECT pg_advisory_xact_lock_shared($1)";

    // In the order of the key, so that gateways that count the same wait for each other and never in a circle.
    private const string Hours = """
        INSERT INTO usage AS u (
            tenant_id, hour, principal_id, upstream, tool, calls, executed, errors, refused, bytes_in, bytes_out, duration_us, cpu_us, tokens,
            estimated_tokens, cost_micros)
        SELECT tenant_id, date_trunc('hour', at, 'UTC'), principal_id, server, tool, count(*), count(*) FILTER (WHERE executed),
            count(*) FILTER (WHERE outcome IN ('tool_error', 'protocol_error', 'failed')), count(*) FILTER (WHERE outcome = 'refused'),
            sum(greatest(argument_bytes, 0)), sum(greatest(result_bytes, 0)), sum(greatest(duration_us, 0)), sum(cpu_us), sum(tokens),
            sum(estimated_tokens), sum(cost_micros)
        FROM pg_temp.new_calls GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (tenant_id, hour, principal_id, upstream, tool) DO UPDATE SET
            calls = u.calls + excluded.calls, executed = u.executed + excluded.executed, errors = u.errors + excluded.errors,
            refused = u.refused + excluded.refused, bytes_in = u.bytes_in + excluded.bytes_in, bytes_out = u.bytes_out + excluded.bytes_out,
            duration_us = u.duration_us + excluded.duration_us, cpu_us = u.cpu_us + excluded.cpu_us, tokens = u.tokens + excluded.tokens,
            estimated_tokens = u.estimated_tokens + excluded.estimated_tokens, cost_micros = u.cost_micros + excluded.cost_micros
        """;

    private const string Quotas = """
        INSERT INTO quota_periods AS p (tenant_id, quota, began_at, used)
        SELECT q.tenant_id, q.name, date_trunc(q.period, n.at, 'UTC'), sum(CASE q.metric
            WHEN 'calls' THEN n.executed::integer WHEN 'bytes' THEN greatest(n.argument_bytes, 0) + greatest(n.result_bytes, 0) ELSE n.cost_micros END)
        FROM pg_temp.new_calls n JOIN quotas q ON q.tenant_id = n.tenant_id AND (
            q.scope = 'tenant' OR (q.scope = 'key' AND q.subject = n.principal_id) OR (q.scope = 'tool' AND q.subject IN (n.server, n.server || '/' || n.tool)))
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (tenant_id, quota, began_at) DO UPDATE SET used = p.used + excluded.used
        """;

    /// <summary>Counts what stands in the table of new calls.</summary>
    public static async Task CountAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(Mine, cancellationToken, LockKey);
        await work.ExecuteAsync(Quotas, cancellationToken);
        await work.ExecuteAsync(Hours, cancellationToken);
    }

    /// <summary>Lets nobody count until the transaction ends.</summary>
    public static Task StopAsync(UnitOfWork work, CancellationToken cancellationToken) =>
        work.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", cancellationToken, LockKey);

    /// <summary>Writes what the columns hold.</summary>
    public static void Write(BinaryRows row, in CallFigures figures)
    {
        row.Text(figures.Server ?? "");
        row.Text(figures.Tool ?? "");
        row.Boolean(figures.IsExecuted);
        row.Long(figures.Cpu.Ticks / TimeSpan.TicksPerMicrosecond);
        row.Long(figures.Tokens);
        row.Long(figures.EstimatedTokens);
        row.Long(figures.CostMicros);
    }
}
