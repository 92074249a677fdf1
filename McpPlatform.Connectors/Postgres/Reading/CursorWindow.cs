using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>
/// Where an incremental read begins, and where the next one must begin so that no row is lost. See <c>docs/decisions/incremental-reads.md</c>
/// for the argument.
/// </summary>
/// <param name="Since">Least value this read takes; <see langword="null"/> for all.</param>
/// <param name="Cursor">What the segments of this read carry.</param>
internal sealed record CursorWindow(string? Since, ReadCursor Cursor)
{
    /// <summary>
    /// Determines the window, before the read's snapshot is taken: 1. the greatest value that is visible; 2. the transactions open at that
    /// time; 3. when they have ended, whatever is not visible to the read began later and has no smaller value.
    /// </summary>
    public static async Task<CursorWindow> DetermineAsync(
        NpgsqlConnection session, TableName table, TableColumn column, ReadRequest request, CancellationToken ct)
    {
        var before = Before(request);
        var since = before is null ? null : before.Run == request.Run.RunId ? before.Since : before.From;
        var high = await HighAsync(session, table, column, since, ct);
        var open = await OpenTransactions.ListAsync(session, column.Type, ct);
        var left = await OpenTransactions.SettleAsync(session, open, column.Type, ct);
        var cursor = new ReadCursor
        {
            Read = Guid.CreateVersion7(),
            Run = request.Run.RunId,
            Since = since,
            Field = column.Name,
            Type = column.Type.ToString(),
            From = left.Count == 0 ? high : await BoundAsync(session, column, before, since, high, left, ct),
        };
        return new CursorWindow(since, left.Count == 0 ? cursor : WithNext(cursor, before, high, left));
    }

    /// <summary>The condition on rows; empty for all.</summary>
    public string Condition(TableColumn column)
    {
        var name = TableName.Quote(column.Name);
        return Since is null ? "" : $"{name} >= {TableName.Literal(Since)}::{PgTypes.Declaration(column.Type)}{(column.Nullable ? $" OR {name} IS NULL" : "")}";
    }

    private static ReadCursor? Before(ReadRequest request) => request.Cursor is null
        ? null
        : ReadCursor.Parse(request.Cursor) ?? throw new ConnectorException(
            FailureClass.System, $"The cursor recorded for '{request.Stream}' was not written by this connector. Run a full refresh once.");

    // Never below where this read begins: the next read would otherwise bring rows whose hashes nobody kept.
    private static Task<string?> HighAsync(NpgsqlConnection session, TableName table, TableColumn column, string? since, CancellationToken ct) =>
        session.ScalarAsync<string>(
            $"SELECT greatest(max({TableName.Quote(column.Name)}), @since::{PgTypes.Declaration(column.Type)})::text FROM {table.Quoted}", ct, ("since", since));

    /// <summary>The bound while some transactions stay open: an earlier mark they did not see, or the time the oldest began, or no progress.</summary>
    private static async Task<string?> BoundAsync(
        NpgsqlConnection session, TableColumn column, ReadCursor? before, string? since, string? high, HashSet<string> left, CancellationToken ct)
    {
        if (before?.Next is { } marked && !before.Open.Any(left.Contains))
        {
            return marked;
        }

        if (column.Type.Kind != TypeKind.TimestampTz)
        {
            return since;
        }

        // Hidden from a role without pg_read_all_stats; then the count differs and the bound stays.
        return await session.ScalarAsync<string>(
            """
            SELECT greatest(@since::timestamptz, CASE WHEN count(DISTINCT l.virtualtransaction) = cardinality(@open) AND bool_and(a.xact_start IS NOT NULL)
                                                      THEN least(min(a.xact_start), @high::timestamptz) END)::text
              FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND l.virtualtransaction = ANY (@open)
            """,
            ct, ("since", since), ("high", high), ("open", left.ToArray()));
    }

    private static ReadCursor WithNext(ReadCursor cursor, ReadCursor? before, string? high, HashSet<string> left)
    {
        var waits = before?.Next is not null && before.Open.Any(left.Contains);
        return waits ? cursor with { Next = before!.Next, Open = before.Open } : cursor with { Next = high, Open = [.. left] };
    }
}
