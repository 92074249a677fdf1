using Npgsql;

namespace McpPlatform.Store.Database;

/// <summary>
/// One statement that only reads, for one tenant. A transaction of its own would be three exchanges with PostgreSQL; sent as one batch it is in one,
/// and for whom it reads holds as long as that.
/// </summary>
internal static class TenantRead
{
    public static Task<List<T>> RunAsync<T>(
        NpgsqlDataSource source, string tenant, string sql, Func<NpgsqlDataReader, T> read, object[] values, CancellationToken cancellationToken) =>
        DeadConnections.BeginAsync(source, () => RunOnceAsync(source, tenant, sql, read, values, cancellationToken));

    private static async Task<List<T>> RunOnceAsync<T>(
        NpgsqlDataSource source, string tenant, string sql, Func<NpgsqlDataReader, T> read, object[] values, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Command("SELECT set_config('app.tenant', $1, true)", tenant));
        batch.BatchCommands.Add(Command(sql, values));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
