using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;
using NpgsqlTypes;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>The table beside the target in which rows stand that could not be taken, each with its reason.</summary>
internal static class RejectedRows
{
    /// <summary>Creates the table where it is missing.</summary>
    public static Task EnsureAsync(NpgsqlConnection session, TableName target, CancellationToken ct) => session.ExecuteAsync(
        $"""
        CREATE TABLE IF NOT EXISTS {target.Rejected.Quoted} (
            rejected_at timestamptz NOT NULL DEFAULT now(), pipeline_id uuid NOT NULL, run_id uuid NOT NULL, segment bigint NOT NULL,
            row_number bigint NOT NULL, column_name text NOT NULL, value text, reason text NOT NULL)
        """,
        ct);

    /// <summary>Adds rows.</summary>
    public static async Task AddAsync(
        NpgsqlConnection session, TableName target, RunContext run, IReadOnlyList<(long Segment, RejectedRow Row)> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await EnsureAsync(session, target, ct);
        await using var writer = await session.BeginBinaryImportAsync(
            $"COPY {target.Rejected.Quoted} (pipeline_id, run_id, segment, row_number, column_name, value, reason) FROM STDIN (FORMAT binary)", ct);
        foreach (var (segment, row) in rows)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(run.PipelineId, ct);
            await writer.WriteAsync(run.RunId, ct);
            await writer.WriteAsync(segment, ct);
            await writer.WriteAsync(row.Row, ct);
            await writer.WriteAsync(Clean(row.Column), NpgsqlDbType.Text, ct);
            await (row.Value is null ? writer.WriteNullAsync(ct) : writer.WriteAsync(Clean(row.Value), NpgsqlDbType.Text, ct));
            await writer.WriteAsync(Clean(row.Reason), NpgsqlDbType.Text, ct);
        }

        await writer.CompleteAsync(ct);
    }

    /// <summary>Removes the rows of a run that is thrown away or begins again.</summary>
    public static async Task RemoveAsync(NpgsqlConnection session, TableName target, Guid runId, CancellationToken ct)
    {
        if (await session.ScalarAsync<bool>("SELECT to_regclass(@table) IS NOT NULL", ct, ("table", target.Rejected.Quoted)))
        {
            await session.ExecuteAsync($"DELETE FROM {target.Rejected.Quoted} WHERE run_id = @run", ct, ("run", runId));
        }
    }

    // PostgreSQL's text holds no NUL, which may be the very reason why the row is here; a lone surrogate is no UTF-8.
    private static string Clean(string text)
    {
        var clean = text.Replace('\0', '\uFFFD');
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(clean));
    }
}
