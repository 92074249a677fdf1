using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>A COPY command that gives rows, and the session it runs in.</summary>
internal sealed class CopySource(
    NpgsqlConnection session, NpgsqlRawCopyStream copy, IReadOnlyList<ColumnSchema> columns, string cursor, string? snapshot, string doing) : IAsyncDisposable
{
    private readonly CopyBatchReader reader = new(copy, columns);
    private bool ended;

    /// <summary>What the segments carry.</summary>
    public string Cursor { get; } = cursor;

    /// <summary>The exported snapshot it reads in; <see langword="null"/> where it reads in its own.</summary>
    public string? Snapshot { get; } = snapshot;

    /// <summary>The next batch; <see langword="null"/> behind the last row.</summary>
    public async ValueTask<RecordBatch?> NextAsync(CancellationToken ct)
    {
        try
        {
            var batch = await reader.ReadAsync(ct);
            ended |= batch is null;
            return batch;
        }
        catch (Exception failure) when (PostgresFailure.Explains(failure))
        {
            ended = true;
            throw PostgresFailure.Of(failure, doing);
        }
    }

    /// <summary>A batch of the read's columns without rows.</summary>
    public RecordBatch Empty() => new([.. columns.Select(c => new Column(c, default, default))], 0);

    /// <summary>Ends the command. One that has rows left is cancelled on the server, which would otherwise send them all.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!ended)
            {
                await copy.CancelAsync();
            }

            await copy.DisposeAsync();
        }
        catch (Exception failure) when (PostgresFailure.Explains(failure) || failure is OperationCanceledException)
        {
            // The rows were not wanted any more; a session that breaks on the way is closed below all the same.
            await session.CloseAsync();
        }

        await session.DisposeAsync();
    }
}
