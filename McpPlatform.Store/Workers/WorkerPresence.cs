using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Workers;

/// <summary>
/// Says that a Worker lives, by a session lock on a connection of its own: when the process dies PostgreSQL frees the lock at once and
/// other Workers take its runs over. A lost connection ends the session and with it every lease; then a new session with a new id begins.
/// </summary>
public sealed class WorkerPresence : BackgroundService
{
    private readonly PlatformDatabase database;
    private readonly StoreOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private TaskCompletionSource<WorkerSession> session = NewSession();

    internal WorkerPresence(PlatformDatabase database, IOptions<StoreOptions> options, TimeProvider time, ILogger<WorkerPresence> log)
    {
        this.database = database;
        this.options = options.Value;
        this.time = time;
        this.log = log;
    }

    /// <summary>The present session; waits for one while there is no connection.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<WorkerSession> SessionAsync(CancellationToken cancellationToken) => Volatile.Read(ref session).Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var id = Guid.Empty;
        return Reconnection.KeepUpAsync(BeginAsync, reason => log.WorkerAbsent(id, reason), options.ReconnectDelay, stoppingToken);

        Task BeginAsync(CancellationToken cancellationToken)
        {
            id = Guid.CreateVersion7(time.GetUtcNow());
            return BePresentAsync(new WorkerIdentity(id, $"{Environment.MachineName}:{Environment.ProcessId}"), cancellationToken);
        }
    }

    private async Task BePresentAsync(WorkerIdentity worker, CancellationToken cancellationToken)
    {
        using var lost = new CancellationTokenSource();
        await using var connection = await database.OpenDirectAsync(cancellationToken);
        await RegisterAsync(connection, worker, cancellationToken);
        Volatile.Read(ref session).SetResult(new WorkerSession(worker, lost.Token));
        log.WorkerPresent(worker.Name, worker.Id);
        try
        {
            while (true)
            {
                await connection.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            // Whoever asks from now on waits for the next session.
            Volatile.Write(ref session, NewSession());
            await lost.CancelAsync();
        }
    }

    private async Task RegisterAsync(NpgsqlConnection connection, WorkerIdentity worker, CancellationToken cancellationToken)
    {
        var key = WorkerLock.KeyOf(worker.Id);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = key } } })
        {
            await take.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var work = await UnitOfWork.JoinAsync(connection, transaction, PlatformDatabase.EveryTenant, cancellationToken);
        await work.ExecuteAsync(
            "DELETE FROM workers WHERE tenant_id = $1 AND pg_try_advisory_xact_lock_shared(lock_key)", cancellationToken, work.Tenant);
        await work.ExecuteAsync(
            "INSERT INTO workers (tenant_id, id, name, lock_key, started_at) VALUES ($1, $2, $3, $4, $5)", cancellationToken, work.Tenant,
            worker.Id, worker.Name, key, time.Now());
        await work.CommitAsync(cancellationToken);
    }

    private static TaskCompletionSource<WorkerSession> NewSession() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The time during which a Worker may hold leases.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Lost">Cancelled when others may take its runs over: stop all work on them at once.</param>
public sealed record WorkerSession(WorkerIdentity Identity, CancellationToken Lost);
