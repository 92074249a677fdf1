using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>A target that does not exist: the staging table becomes it, so that its rows are written once.</summary>
internal static class TargetCreation
{
    /// <summary>Turns the staging table into the target.</summary>
    public static async Task CreateAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CancellationToken ct)
    {
        var target = staged.Fit.Target;
        await RetypeAsync(session, staged, ct);
        await session.ExecuteAsync($"ALTER TABLE {staged.Table} RESET (autovacuum_enabled)", ct);
        await MoveAsync(session, staged.Name, target, ct);
        if (request.PrimaryKey.Count > 0 && request.Mode == SyncMode.IncrementalDedup)
        {
            await AddKeyAsync(session, target, request.PrimaryKey, ct);
        }

        await Targets.NoteCreatedAsync(session, target, request.Run.PipelineId, ct);
    }

    /// <summary>Moves a table of the records' schema to its place.</summary>
    public static async Task MoveAsync(NpgsqlConnection session, string name, TableName target, CancellationToken ct)
    {
        var moved = new TableName(target.Schema, name);
        await session.ExecuteAsync(
            $"""
            ALTER TABLE {new TableName(TableName.Records, name).Quoted} SET SCHEMA {TableName.Quote(target.Schema)};
            ALTER TABLE {moved.Quoted} RENAME TO {TableName.Quote(target.Name)}
            """,
            ct);
    }

    /// <summary>Gives the staged columns the target's types; rewrites the table only where one differs.</summary>
    public static async Task RetypeAsync(NpgsqlConnection session, StagedRows staged, CancellationToken ct)
    {
        var changes = staged.Columns.Where(c => c.IsCast).Select(c => $"ALTER COLUMN {c.Quoted} TYPE {c.Declaration} USING {Writing.Widening.Cast(c.Quoted, c.Staged, c.Declaration)}").ToList();
        if (changes.Count > 0)
        {
            await session.ExecuteAsync($"ALTER TABLE {staged.Table} {string.Join(", ", changes)}", ct);
        }
    }

    private static Task<int> AddKeyAsync(NpgsqlConnection session, TableName target, IReadOnlyList<string> key, CancellationToken ct)
    {
        var columns = string.Join(", ", key.Select(k => TableName.Quote(Writing.ColumnNames.Of(k))));
        return session.ExecuteAsync($"ALTER TABLE {target.Quoted} ADD PRIMARY KEY ({columns})", ct);
    }
}
