using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>A COPY command into the staging table, begun with the first rows and guarded by a savepoint.</summary>
/// <param name="session">A session, in a transaction.</param>
/// <param name="staging">Quoted name of the staging table.</param>
/// <param name="columns">Quoted names of the columns written.</param>
/// <param name="indexes">Where they stand in a batch.</param>
internal sealed class CopySession(NpgsqlConnection session, string staging, IReadOnlyList<string> columns, int[] indexes) : IAsyncDisposable
{
    private readonly string command = $"COPY {staging} ({string.Join(", ", columns)}) FROM STDIN (FORMAT binary)";
    private NpgsqlRawCopyStream? stream;
    private CopyBatchWriter? writer;

    /// <summary>Sends rows.</summary>
    public async ValueTask WriteAsync(RecordBatch batch, ReadOnlyMemory<bool> leaveOut, CancellationToken ct)
    {
        if (stream is null)
        {
            await session.ExecuteAsync("SAVEPOINT copy", ct);
            stream = await session.BeginRawBinaryCopyAsync(command, ct);
            writer = new CopyBatchWriter(stream);
        }

        await writer!.WriteAsync(batch, indexes, leaveOut, ct);
    }

    /// <summary>Ends the command; only now the server says whether it took the rows.</summary>
    public async ValueTask EndAsync(CancellationToken ct)
    {
        if (stream is null)
        {
            return;
        }

        var ending = stream;
        await writer!.CompleteAsync(ct);
        stream = null;
        await ending.DisposeAsync();
        await session.ExecuteAsync("RELEASE SAVEPOINT copy", ct);
    }

    /// <summary>Undoes the command after the server refused it.</summary>
    public async ValueTask UndoAsync(CancellationToken ct)
    {
        stream = null;
        await session.ExecuteAsync("ROLLBACK TO SAVEPOINT copy", ct);
    }

    /// <summary>Breaks a command off that has not ended. The transaction is lost with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stream is { } open)
        {
            stream = null;
            await open.CancelAsync();
            await open.DisposeAsync();
        }
    }
}
