using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>The records about targets: who created one, which run wrote it, which versions of it are kept.</summary>
internal static class Targets
{
    private const long CountedBytes = 8 << 20;
    private const string Key = "target_schema = @schema AND target_name = @name";

    /// <summary>Notes that a pipeline created a target.</summary>
    public static Task NoteCreatedAsync(NpgsqlConnection session, TableName target, Guid pipeline, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO _mcpp.target AS t (target_schema, target_name, created_by) VALUES (@schema, @name, @pipeline)
        ON CONFLICT (target_schema, target_name) DO UPDATE SET created_by = excluded.created_by, run_id = NULL
        """,
        ct, [.. KeyOf(target), ("pipeline", pipeline)]);

    /// <summary>Whether the platform created a target.</summary>
    public static async Task<bool> IsCreatedHereAsync(NpgsqlConnection session, TableName target, CancellationToken ct) =>
        await session.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM _mcpp.target WHERE {Key} AND created_by IS NOT NULL)", ct, KeyOf(target));

    /// <summary>Notes which run wrote a target, and how many rows it has now where that is known.</summary>
    public static Task NoteWrittenAsync(NpgsqlConnection session, TableName target, RunContext run, long? rows, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO _mcpp.target AS t (target_schema, target_name, run_id, row_count) VALUES (@schema, @name, @run, @rows::bigint)
        ON CONFLICT (target_schema, target_name) DO UPDATE SET run_id = excluded.run_id, row_count = excluded.row_count
        """,
        ct, [.. KeyOf(target), ("run", run.RunId), ("rows", rows ?? (object)DBNull.Value)]);

    /// <summary>Notes which run had written what is restored.</summary>
    public static Task NoteRestoredAsync(NpgsqlConnection session, TableName target, Guid? runId, CancellationToken ct) => session.ExecuteAsync(
        $"UPDATE _mcpp.target SET run_id = @run::uuid, row_count = NULL WHERE {Key}", ct, [.. KeyOf(target), ("run", runId?.ToString())]);

    /// <summary>Versions that can be restored, newest first.</summary>
    public static async Task<IReadOnlyList<TargetVersion>> VersionsAsync(NpgsqlConnection session, TableName target, CancellationToken ct) =>
        await session.QueryAsync(
            $"SELECT version, run_id, replaced_at, row_count FROM _mcpp.version WHERE {Key} ORDER BY version DESC",
            row => new TargetVersion(
                row.GetInt64(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2), row.Number(3)),
            ct, KeyOf(target));

    /// <summary>The number and table name of the version that is kept next, and the run that wrote it.</summary>
    public static async Task<(long Version, string Table)> NextVersionAsync(NpgsqlConnection session, TableName target, CancellationToken ct)
    {
        var version = await session.ScalarAsync<long>(
            """
            INSERT INTO _mcpp.target AS t (target_schema, target_name, last_version) VALUES (@schema, @name, 1)
            ON CONFLICT (target_schema, target_name) DO UPDATE SET last_version = t.last_version + 1 RETURNING last_version
            """,
            ct, KeyOf(target));
        return (version, $"kept_{Guid.CreateVersion7():N}");
    }

    /// <summary>
    /// Notes a version that is kept. The run that wrote it is the one noted with the target so far. Only a small table is counted: the first
    /// count of a large one would write all of it once more, since it marks the rows as committed.
    /// </summary>
    public static Task KeepAsync(NpgsqlConnection session, TableName target, long version, string table, CancellationToken ct) => session.ExecuteAsync(
        $"""
        INSERT INTO _mcpp.version (target_schema, target_name, version, kept_table, run_id, row_count)
        SELECT @schema, @name, @version, @table, (SELECT run_id FROM _mcpp.target WHERE {Key}), 
               CASE WHEN pg_relation_size(@kept::regclass) <= @counted THEN (SELECT count(*) FROM {new TableName(TableName.Records, table).Quoted})
                    ELSE (SELECT row_count FROM _mcpp.target WHERE {Key}) END
        """,
        ct, [.. KeyOf(target), ("version", version), ("table", table), ("kept", new TableName(TableName.Records, table).Quoted), ("counted", CountedBytes)]);

    /// <summary>Drops all versions but the newest ones.</summary>
    public static async Task PruneAsync(NpgsqlConnection session, TableName target, int keep, CancellationToken ct)
    {
        var dropped = await session.QueryAsync(
            $"""
            DELETE FROM _mcpp.version WHERE {Key} AND version NOT IN (SELECT version FROM _mcpp.version WHERE {Key} ORDER BY version DESC LIMIT @keep)
            RETURNING kept_table
            """,
            row => row.GetString(0), ct, [.. KeyOf(target), ("keep", (long)keep)]);
        foreach (var table in dropped)
        {
            await session.ExecuteAsync($"DROP TABLE IF EXISTS {new TableName(TableName.Records, table).Quoted}", ct);
        }
    }

    /// <summary>Finds a kept version; the newest where none is named.</summary>
    public static async Task<(long Version, string Table, Guid? RunId)?> FindVersionAsync(
        NpgsqlConnection session, TableName target, long? version, CancellationToken ct)
    {
        var found = await session.QueryAsync(
            $"""
            SELECT version, kept_table, run_id FROM _mcpp.version WHERE {Key} AND (@version::bigint IS NULL OR version = @version::bigint)
             ORDER BY version DESC LIMIT 1
            """,
            row => (row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? (Guid?)null : row.GetGuid(2)), ct,
            [.. KeyOf(target), ("version", version?.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        return found.Count == 0 ? null : found[0];
    }

    private static (string Name, object? Value)[] KeyOf(TableName target) => [("schema", target.Schema), ("name", target.Name)];
}
