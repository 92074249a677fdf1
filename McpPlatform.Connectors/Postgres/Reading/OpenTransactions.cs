using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>
/// The transactions that are open in the source and could still bring a row. One that has not written yet counts for a cursor that is a clock,
/// since <c>now()</c> is the time it began; for a counter it counts once it has taken a number, which leaves a lock behind.
/// </summary>
internal static class OpenTransactions
{
    private const string Sql =
        """
        SELECT DISTINCT l.virtualtransaction
          FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE NOT pg_is_in_recovery() AND l.locktype = 'virtualxid' AND l.granted AND l.mode = 'ExclusiveLock' AND l.pid <> pg_backend_pid()
           AND a.datid = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND a.backend_type IS DISTINCT FROM 'autovacuum worker' AND a.application_name IS DISTINCT FROM 'mcp-platform-reader'
           AND (@clock OR EXISTS (SELECT FROM pg_locks w WHERE w.pid = l.pid AND w.granted
                                     AND (w.locktype = 'transactionid' OR w.locktype = 'relation' AND w.mode NOT IN ('AccessShareLock', 'RowShareLock'))))
         UNION ALL
        SELECT 'prepared:' || gid FROM pg_prepared_xacts WHERE database = current_database()
         UNION ALL
        SELECT 'xid:' || x FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE pg_is_in_recovery()
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Lists them.</summary>
    public static async Task<HashSet<string>> ListAsync(NpgsqlConnection session, ColumnType cursor, CancellationToken ct) =>
        [.. await session.QueryAsync(Sql, row => row.GetString(0), ct, ("clock", IsClock(cursor)))];

    /// <summary>Waits a moment for transactions to end; most do.</summary>
    /// <returns>Those that have not.</returns>
    public static async Task<HashSet<string>> SettleAsync(NpgsqlConnection session, HashSet<string> open, ColumnType cursor, CancellationToken ct)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var left = open;
        while (left.Count > 0 && System.Diagnostics.Stopwatch.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Step, ct);
            var now = await ListAsync(session, cursor, ct);
            now.IntersectWith(left);
            left = now;
        }

        return left;
    }

    private static bool IsClock(ColumnType cursor) => cursor.Kind is TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz;
}
