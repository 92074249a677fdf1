using McpPlatform.Contracts.Api;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Runs;

/// <summary>
/// The lease row of a pipeline. Everything that changes a run locks it first and the run's row after it; claiming locks both without
/// waiting. So nothing deadlocks, and a fence once refused stays refused.
/// </summary>
internal static class RunLeases
{
    /// <summary>Holds everyone else back from the pipeline's runs until the transaction ends.</summary>
    public static Task LockPipelineAsync(UnitOfWork work, Guid pipelineId, CancellationToken cancellationToken) => work.ExecuteAsync(
        "SELECT FROM leases WHERE tenant_id = $1 AND pipeline_id = $2 FOR UPDATE", cancellationToken, work.Tenant, pipelineId);

    /// <summary>Locks the lease and makes sure it is still the caller's.</summary>
    /// <returns>The run's pipeline.</returns>
    public static async Task<Guid> RequireAsync(UnitOfWork work, RunLease lease, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            "SELECT pipeline_id FROM leases WHERE tenant_id = $1 AND run_id = $2 AND worker_id = $3 AND fence = $4 FOR UPDATE",
            work.Tenant, lease.RunId, lease.Worker.Id, lease.Fence);
        return await command.ExecuteScalarAsync(cancellationToken) is Guid pipelineId ? pipelineId : throw new LeaseLostException(lease.RunId);
    }

    /// <summary>Takes the pipeline for a run, under the next fence.</summary>
    /// <returns>The fence.</returns>
    public static async Task<long> TakeAsync(
        UnitOfWork work, Guid pipelineId, Guid runId, WorkerIdentity worker, TimeSpan leaseTime, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE leases
            SET fence = fence + 1, run_id = $3, worker_id = $4, worker_name = $5, worker_lock = $6, expires_at = clock_timestamp() + $7
            WHERE tenant_id = $1 AND pipeline_id = $2 RETURNING fence
            """;
        await using var command = work.Command(
            sql, work.Tenant, pipelineId, runId, worker.Id, worker.Name, Workers.WorkerLock.KeyOf(worker.Id), leaseTime);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Gives the pipeline back, unless the run keeps it until its next try, and lets Workers look for what can begin now.</summary>
    public static async Task ReleaseAsync(UnitOfWork work, Guid pipelineId, RunState state, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE leases
            SET run_id = CASE WHEN $3 THEN run_id END, worker_id = NULL, worker_name = NULL, worker_lock = NULL, expires_at = NULL
            WHERE tenant_id = $1 AND pipeline_id = $2
            """;
        await work.ExecuteAsync(sql, cancellationToken, work.Tenant, pipelineId, state == RunState.Retrying);
        await WakeWorkersAsync(work, cancellationToken);
    }

    public static Task WakeWorkersAsync(UnitOfWork work, CancellationToken cancellationToken) =>
        work.ExecuteAsync("SELECT pg_notify($1, '')", cancellationToken, Channels.RunQueued);
}
