using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using Microsoft.Extensions.Options;

namespace McpPlatform.Store.Runs;

/// <summary>Runs that wait for a Worker: asked for here, claimed here.</summary>
internal sealed class RunQueue(PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options, TimeProvider time)
{
    // The oldest run that may go on. A pipeline belongs to the run that has its lease; a Worker whose session lock is free is dead, and
    // testing that lock shared lets several Workers test it at once. Runs whose approvals all expired go on too, to ask again.
    private const string Claimable = """
        SELECT r.tenant_id, r.id, r.pipeline_id, r.state, r.principal::text, r.cancel_requested,
            l.worker_id IS NOT NULL AND l.run_id = r.id
        FROM runs r JOIN leases l ON l.tenant_id = r.tenant_id AND l.pipeline_id = r.pipeline_id
        WHERE r.state IN ('queued', 'retrying', 'running', 'waiting_for_approval')
            AND (r.state <> 'retrying' OR r.retry_at <= clock_timestamp())
            AND (r.state <> 'waiting_for_approval' OR (
                EXISTS (SELECT FROM approvals a
                    WHERE a.tenant_id = r.tenant_id AND a.pipeline_id = r.pipeline_id AND a.plan_hash = r.plan_hash)
                AND NOT EXISTS (SELECT FROM approvals a
                    WHERE a.tenant_id = r.tenant_id AND a.pipeline_id = r.pipeline_id AND a.plan_hash = r.plan_hash
                        AND a.state = 'pending' AND a.expires_at > $1)))
            AND (l.run_id IS NULL OR l.run_id = r.id)
            AND (l.worker_id IS NULL OR l.expires_at <= clock_timestamp() OR pg_try_advisory_xact_lock_shared(l.worker_lock))
        ORDER BY r.created_at, r.id LIMIT 1
        FOR UPDATE OF r, l SKIP LOCKED
        """;

    private readonly NotificationHub.Subscription queued = hub.Subscribe(Channels.RunQueued, capacity: 1);

    public async Task<RunInfo?> EnqueueAsync(Principal by, PipelineInfo pipeline, DateTimeOffset? fireTime, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var id = Guid.CreateVersion7(now);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (fireTime is { } fired && !await NoteFireAsync(work, pipeline.Id, fired.AsStored(), id, cancellationToken))
        {
            return null;
        }

        await InsertAsync(work, by, pipeline, id, fireTime is null ? by.Name : "schedule", now, cancellationToken);
        await work.RecordAsync(
            by, EventTypes.RunQueued, RunSubject.Of(id), now, cancellationToken,
            ("pipelineId", pipeline.Id.ToString()), ("pipeline", pipeline.Name), ("planHash", pipeline.PlanHash));
        await RunLeases.WakeWorkersAsync(work, cancellationToken);
        var run = await RunReading.RequireAsync(work, id, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return run;
    }

    public async Task<ClaimedRun?> ClaimAsync(WorkerIdentity worker, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        if (await FindClaimableAsync(work, cancellationToken) is not { } found)
        {
            return null;
        }

        await work.ActForAsync(found.Tenant, cancellationToken);
        if (found.State == RunState.WaitingForApproval)
        {
            await QueueAgainAsync(work, found.RunId, worker, cancellationToken);
        }

        var deaths = await CountDeathAsync(work, found, cancellationToken);
        var fence = await RunLeases.TakeAsync(work, found.PipelineId, found.RunId, worker, options.Value.LeaseTime, cancellationToken);
        var info = await RunReading.RequireAsync(work, found.RunId, cancellationToken);
        await work.CommitAsync(cancellationToken);

        // Notifications collapse while nobody waits: where there was one run there may be more, for another loop of this process.
        queued.Offer(Channels.RunQueued, "");
        return new ClaimedRun(new RunLease(found.Tenant, found.RunId, worker, fence), new Run(info, found.CancelRequested), found.Principal, deaths);
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var due = await UntilNextRetryAsync(cancellationToken);
        await queued.WaitAsync(due < atMost ? due : atMost, cancellationToken);
    }

    private static async Task<bool> NoteFireAsync(UnitOfWork work, Guid pipelineId, DateTimeOffset fireTime, Guid runId, CancellationToken cancellationToken) =>
        await work.ExecuteAsync(
            "INSERT INTO schedule_fires (tenant_id, pipeline_id, fire_time, run_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            cancellationToken, work.Tenant, pipelineId, fireTime, runId) > 0;

    private static async Task InsertAsync(
        UnitOfWork work, Principal by, PipelineInfo pipeline, Guid id, string startedBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO runs (
                tenant_id, id, pipeline_id, plan_hash, state, node, attempt, started_by, principal, cancel_requested, created_at)
            VALUES ($1, $2, $3, $4, 'queued', 'initialize_run', 0, $5, $6::json, false, $7)
            """;
        await work.ExecuteAsync(
            sql, cancellationToken, work.Tenant, id, pipeline.Id, pipeline.PlanHash, startedBy,
            JsonSerializer.Serialize(by, StoreJson.Default.Principal), now);
    }

    private async Task<Found?> FindClaimableAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await using var command = work.Command(Claimable, time.Now());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Found(
                reader.GetString(0), reader.GetGuid(1), reader.GetGuid(2), StoredName.Read<RunState>(reader.GetString(3)),
                JsonSerializer.Deserialize(reader.GetString(4), StoreJson.Default.Principal)!, reader.GetBoolean(5),
                reader.GetBoolean(6))
            : null;
    }

    // Who gives a run back takes its name off the lease. Who did not is dead, or frozen.
    private static async Task<int> CountDeathAsync(UnitOfWork work, Found found, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            "UPDATE runs SET deaths = CASE WHEN $3 THEN deaths + 1 ELSE 0 END WHERE tenant_id = $1 AND id = $2 RETURNING deaths",
            found.Tenant, found.RunId, found.WorkerDied);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task QueueAgainAsync(UnitOfWork work, Guid runId, WorkerIdentity worker, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync("UPDATE runs SET state = 'queued' WHERE tenant_id = $1 AND id = $2", cancellationToken, work.Tenant, runId);
        var data = EventRecording.Map(("after", "expired approvals"));
        await work.RecordAsync([new NewEvent(EventTypes.RunQueued, RunSubject.Of(runId), worker.Name, time.Now(), data)], cancellationToken);
    }

    private async Task<TimeSpan> UntilNextRetryAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command("SELECT min(retry_at) - clock_timestamp() FROM runs WHERE state = 'retrying'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.IsDBNull(0))
        {
            return TimeSpan.MaxValue;
        }

        var left = reader.GetFieldValue<TimeSpan>(0);

        // Due already, and still not claimed: someone else is at it, or just about to be.
        return left > TimeSpan.Zero ? left : TimeSpan.MaxValue;
    }

    private sealed record Found(string Tenant, Guid RunId, Guid PipelineId, RunState State, Principal Principal, bool CancelRequested, bool WorkerDied);
}
