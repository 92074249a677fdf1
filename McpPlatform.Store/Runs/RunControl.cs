using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Runs;

/// <summary>What people do to runs: stop them, and let them go on.</summary>
internal sealed class RunControl(PlatformDatabase database, TimeProvider time)
{
    public async Task<RunInfo> CancelAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var run = await LockAsync(work, id, cancellationToken);
        if (run.State is RunState.Succeeded or RunState.Failed or RunState.Cancelled)
        {
            throw new ConflictException($"The run {id} has ended: it is {StoredName.Of(run.State)}.");
        }

        var now = time.Now();
        await work.RecordAsync(by, EventTypes.RunCancelRequested, RunSubject.Of(id), now, cancellationToken);
        await (await IsAtWorkAsync(work, run, cancellationToken)
            ? work.ExecuteAsync("UPDATE runs SET cancel_requested = true WHERE tenant_id = $1 AND id = $2", cancellationToken, by.Tenant, id)
            : EndAsync(work, by, run, now, cancellationToken));
        var cancelled = await RunReading.RequireAsync(work, id, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return cancelled;
    }

    public async Task<RunInfo> ResumeAsync(Principal by, Guid id, string? planHash, CancellationToken cancellationToken)
    {
        // From the first node: it authorises again and checks the plan, and the destination knows which segments it has. It acts for whoever
        // continues it, who may do so although the one who started it no longer may.
        const string sql = """
            UPDATE runs
            SET state = 'queued', node = 'initialize_run', attempt = 0, error = NULL, ended_at = NULL, retry_at = NULL, deaths = 0, furthest = NULL,
                cancel_requested = false, plan_hash = $3, principal = $4::json
            WHERE tenant_id = $1 AND id = $2
            """;
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var run = await LockAsync(work, id, cancellationToken);
        if (run.State is not (RunState.Failed or RunState.Cancelled or RunState.WaitingForFix))
        {
            throw new ConflictException(
                $"The run {id} is {StoredName.Of(run.State)}. Only a run that failed, was cancelled or waits for a fix can be resumed.");
        }

        await RequirePlanAsync(work, run, planHash, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, by.Tenant, id, planHash ?? run.PlanHash,
            JsonSerializer.Serialize(by, StoreJson.Default.Principal));
        await work.RecordAsync(
            by, EventTypes.RunQueued, RunSubject.Of(id), time.Now(), cancellationToken,
            ("after", StoredName.Of(run.State)), ("planHash", planHash ?? run.PlanHash));
        await RunLeases.WakeWorkersAsync(work, cancellationToken);
        var resumed = await RunReading.RequireAsync(work, id, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return resumed;
    }

    private static async Task<RunInfo> LockAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken)
    {
        var run = await RunReading.RequireAsync(work, id, cancellationToken);
        await RunLeases.LockPipelineAsync(work, run.PipelineId, cancellationToken);
        await work.ExecuteAsync("SELECT FROM runs WHERE tenant_id = $1 AND id = $2 FOR UPDATE", cancellationToken, work.Tenant, id);
        return await RunReading.RequireAsync(work, id, cancellationToken);
    }

    // A Worker that died counts too: whoever takes the run over sees the wish.
    private static async Task<bool> IsAtWorkAsync(UnitOfWork work, RunInfo run, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            "SELECT worker_id IS NOT NULL FROM leases WHERE tenant_id = $1 AND pipeline_id = $2 AND run_id = $3",
            work.Tenant, run.PipelineId, run.Id);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task EndAsync(UnitOfWork work, Principal by, RunInfo run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(
            "UPDATE runs SET state = 'cancelled', cancel_requested = true, ended_at = $3, retry_at = NULL WHERE tenant_id = $1 AND id = $2",
            cancellationToken, work.Tenant, run.Id, now);

        // While it waited for its next try it kept the pipeline.
        await work.ExecuteAsync(
            "UPDATE leases SET run_id = NULL WHERE tenant_id = $1 AND pipeline_id = $2 AND run_id = $3", cancellationToken,
            work.Tenant, run.PipelineId, run.Id);
        await work.RecordAsync(
            by, EventTypes.RunEnded, RunSubject.Of(run.Id), now, cancellationToken, ("state", nameof(RunState.Cancelled)));
        await RunLeases.WakeWorkersAsync(work, cancellationToken);
    }

    private static async Task RequirePlanAsync(UnitOfWork work, RunInfo run, string? planHash, CancellationToken cancellationToken)
    {
        if (planHash is null)
        {
            return;
        }

        await using var command = work.Command(
            "SELECT EXISTS (SELECT FROM pipeline_versions WHERE tenant_id = $1 AND pipeline_id = $2 AND plan_hash = $3)",
            work.Tenant, run.PipelineId, planHash);
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new NotFoundException($"The pipeline '{run.Pipeline}' has no plan with the hash {planHash}. Apply the corrected plan first.");
        }
    }
}
