using McpPlatform.Core.Audit;
using McpPlatform.Store.Database;
using McpPlatform.Store.Usage;
using Npgsql;

namespace McpPlatform.Store.Audit;

/// <summary>
/// Appends batches by binary COPY, over a connection of its own: COPY refuses tables with row level security, so a batch goes into a temporary
/// table and from there, through the policies, into the audit. A record that stands already is left as it is, so a batch can be sent again.
/// </summary>
internal sealed class CallAppending(PlatformDatabase database, CallDays days, TimeProvider time) : IAsyncDisposable
{
    // What stands already came with an earlier sending of the batch, and was counted then.
    private const string Append = $"""
        WITH added AS (
            INSERT INTO call_audit ({CallColumns.All}) SELECT {CallColumns.All} FROM pg_temp.new_calls ON CONFLICT DO NOTHING RETURNING chain_id, number)
        DELETE FROM pg_temp.new_calls n WHERE NOT EXISTS (SELECT FROM added a WHERE a.chain_id = n.chain_id AND a.number = n.number)
        """;

    private readonly SemaphoreSlim one = new(1);
    private NpgsqlConnection? connection;

    public async Task AppendAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await one.WaitAsync(cancellationToken);
        try
        {
            await days.EnsureAsync(batch.Days, cancellationToken);
            await AppendOnceAsync(connection ??= await ConnectAsync(cancellationToken), batch, cancellationToken);
        }
        catch
        {
            days.Forget();
            await CloseAsync();
            throw;
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        one.Dispose();
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var opened = await database.OpenDirectAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"CREATE TEMPORARY TABLE new_calls (LIKE call_audit, {UsageCounting.TypedColumns}) ON COMMIT DELETE ROWS", opened);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task AppendOnceAsync(NpgsqlConnection open, CallBatch batch, CancellationToken cancellationToken)
    {
        const string heads = """
            INSERT INTO call_audit_chains AS c (tenant_id, chain_id, number, hash, updated_at) VALUES ('*', $1, $2, $3, $4)
            ON CONFLICT (tenant_id, chain_id) DO UPDATE SET number = excluded.number, hash = excluded.hash, updated_at = excluded.updated_at
            WHERE c.number < excluded.number
            """;
        await using var transaction = await open.BeginTransactionAsync(cancellationToken);
        await using var work = await UnitOfWork.JoinAsync(open, transaction, PlatformDatabase.EveryTenant, cancellationToken);
        await CopyAsync(open, batch.Rows, cancellationToken);
        await work.ExecuteAsync(Append, cancellationToken);
        await CallAttributes.AppendAsync(work, batch, cancellationToken);
        await UsageCounting.CountAsync(work, cancellationToken);
        await work.ExecuteAsync(heads, cancellationToken, batch.Head.Chain, batch.Head.Number, batch.Head.Hash.ToArray(), time.Now());
        await work.CommitAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection open, BinaryRows rows, CancellationToken cancellationToken)
    {
        await using var copy = await open.BeginRawBinaryCopyAsync($"COPY pg_temp.new_calls ({CallColumns.All}, {UsageCounting.Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        try
        {
            await rows.SendAsync(copy, cancellationToken);
        }
        catch
        {
            // To close it would be to say that this was all.
            await copy.CancelAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (connection is { } open)
        {
            connection = null;
            await open.DisposeAsync();
        }
    }
}
