using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using McpPlatform.Store.Runs;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Approvals;

/// <summary>Decisions of people: bound to a plan hash, good for one run, expiring.</summary>
internal sealed class ApprovalStore(PlatformDatabase database, TimeProvider time) : IApprovalStore
{
    private static readonly string[] Open = [StoredName.Of(ApprovalState.Pending), StoredName.Of(ApprovalState.Approved)];

    public async Task<IReadOnlyList<ApprovalInfo>> RequestAsync(
        Principal by, PipelineInfo pipeline, IReadOnlyList<ApprovalGate> gates, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(gates);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await ExpireAsync(work, time.Now(), cancellationToken);
        foreach (var gate in gates)
        {
            await AskAsync(work, by, pipeline, gate, expiresAt.AsStored(), cancellationToken);
        }

        var open = await work.Rows.Approvals.AsNoTracking()
            .Where(a => a.TenantId == by.Tenant && a.PipelineId == pipeline.Id && a.PlanHash == pipeline.PlanHash && Open.Contains(a.State))
            .ToListAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
        return [.. gates.Select(g => Info(open.First(a => IsAbout(a, g)), pipeline.Name))];
    }

    public async Task<ApprovalInfo> DecideAsync(Principal by, Guid id, DecideApproval decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(decision);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var about = await work.Rows.Approvals.AsNoTracking().FirstOrDefaultAsync(a => a.TenantId == by.Tenant && a.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no approval {id}.");
        if (about.PipelineId is { } pipeline)
        {
            // Before anything of the pipeline's runs changes: a run that begins to wait just now is then seen either here or there.
            await RunLeases.LockPipelineAsync(work, pipeline, cancellationToken);
        }
        else
        {
            await CallApprovals.LockAsync(work, about.PrincipalId!, cancellationToken);
        }

        await ExpireAsync(work, time.Now(), cancellationToken);
        var approval = await work.Rows.Approvals.FirstAsync(a => a.TenantId == by.Tenant && a.Id == id, cancellationToken);
        RefuseDecided(approval);
        Decide(approval, by, decision);
        await work.RecordAsync(
            by, EventTypes.ApprovalDecided, $"approval/{id}", approval.DecidedAt!.Value, cancellationToken,
            ("decision", approval.State), ("pipelineId", about.PipelineId?.ToString() ?? ""), ("planHash", approval.PlanHash), ("rule", approval.Rule),
            ("subject", approval.Subject), ("comment", decision.Comment ?? ""));
        await work.Rows.SaveChangesAsync(cancellationToken);
        var name = approval.Subject;
        if (approval.PipelineId is { } waiting)
        {
            await WakeAsync(work, by, approval, waiting, decision, cancellationToken);
            name = await work.Rows.Pipelines.Where(p => p.TenantId == by.Tenant && p.Id == waiting).Select(p => p.Name).FirstAsync(cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
        return Info(approval, name);
    }

    public async Task<bool> UseAsync(
        string tenant, Guid pipelineId, string planHash, IReadOnlyList<ApprovalGate> gates, Guid runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gates);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await RunLeases.LockPipelineAsync(work, pipelineId, cancellationToken);
        await ExpireAsync(work, time.Now(), cancellationToken);
        var used = StoredName.Of(ApprovalState.Used);
        var approved = StoredName.Of(ApprovalState.Approved);
        var good = await work.Rows.Approvals
            .Where(a => a.TenantId == tenant && a.PipelineId == pipelineId && a.PlanHash == planHash
                && (a.State == approved || (a.State == used && a.UsedByRun == runId)))
            .ToListAsync(cancellationToken);
        foreach (var gate in gates)
        {
            if (good.FirstOrDefault(a => IsAbout(a, gate)) is not { } approval)
            {
                return false;
            }

            approval.State = used;
            approval.UsedByRun = runId;
        }

        await work.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<Page<ApprovalInfo>> ListAsync(string tenant, ApprovalState? state, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        var wanted = state is { } s ? StoredName.Of(s) : null;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await ExpireAsync(work, time.Now(), cancellationToken);
        var rows = await work.Rows.Approvals.AsNoTracking()
            .Where(a => a.TenantId == tenant && (wanted == null || a.State == wanted) && (after == null || a.Id < after))
            .LeftJoin(
                work.Rows.Pipelines, a => new { a.TenantId, Id = a.PipelineId }, p => new { p.TenantId, Id = (Guid?)p.Id }, (a, p) => new { Approval = a, Name = p == null ? a.Subject : p.Name })
            .OrderByDescending(r => r.Approval.Id).Take(take).ToListAsync(cancellationToken);
        await work.CommitAsync(cancellationToken);
        return PageCursor.Page(rows, page, r => Info(r.Approval, r.Name), r => r.Approval.Id.ToString());
    }

    /// <summary>Ends what nobody decided or used in time.</summary>
    public static Task<int> ExpireAsync(UnitOfWork work, DateTimeOffset now, CancellationToken cancellationToken) => work.ExecuteAsync(
        "UPDATE approvals SET state = 'expired' WHERE tenant_id = $1 AND state IN ('pending', 'approved') AND expires_at <= $2",
        cancellationToken, work.Tenant, now);

    private async Task AskAsync(
        UnitOfWork work, Principal by, PipelineInfo pipeline, ApprovalGate gate, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO approvals (
                tenant_id, id, pipeline_id, plan_hash, rule, subject, reason, state, requested_by, requested_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9, $10)
            ON CONFLICT (tenant_id, pipeline_id, plan_hash, rule, subject) WHERE state IN ('pending', 'approved') DO NOTHING
            """;
        var now = time.Now();
        var id = Guid.CreateVersion7(now);
        var rule = StoredName.Of(gate.Rule);
        var asked = await work.ExecuteAsync(
            sql, cancellationToken, by.Tenant, id, pipeline.Id, pipeline.PlanHash, rule, gate.Subject, gate.Reason, by.Name, now, expiresAt);
        if (asked > 0)
        {
            await work.RecordAsync(
                by, EventTypes.ApprovalRequested, $"approval/{id}", now, cancellationToken, ("pipelineId", pipeline.Id.ToString()),
                ("planHash", pipeline.PlanHash), ("rule", rule), ("subject", gate.Subject));
        }
    }

    private static void RefuseDecided(ApprovalRow approval)
    {
        var state = StoredName.Read<ApprovalState>(approval.State);
        if (state != ApprovalState.Pending)
        {
            throw new ConflictException(state == ApprovalState.Expired
                ? $"The approval {approval.Id} expired at {approval.ExpiresAt:u}. It will be asked for again when the run or call is tried again."
                : $"The approval {approval.Id} is {approval.State} already.");
        }
    }

    private void Decide(ApprovalRow approval, Principal by, DecideApproval decision)
    {
        approval.State = StoredName.Of(decision.Approve ? ApprovalState.Approved : ApprovalState.Rejected);
        approval.DecidedBy = by.Name;
        approval.DecidedAt = time.Now();
        approval.Comment = decision.Comment;
    }

    private Task WakeAsync(
        UnitOfWork work, Principal by, ApprovalRow approval, Guid pipeline, DecideApproval decision, CancellationToken cancellationToken) =>
        decision.Approve
            ? WaitingRuns.WakeAsync(work, by.Name, pipeline, approval.PlanHash, time.Now(), cancellationToken)
            : WaitingRuns.FailAsync(
                work, by.Name, pipeline, approval.PlanHash,
                $"{by.Name} rejected: {approval.Reason}" + (decision.Comment is { Length: > 0 } why ? $" ({why})" : ""), time.Now(),
                cancellationToken);

    private static bool IsAbout(ApprovalRow approval, ApprovalGate gate) =>
        approval.Rule == StoredName.Of(gate.Rule) && approval.Subject == gate.Subject;

    private static ApprovalInfo Info(ApprovalRow a, string pipeline) => new(
        a.Id, pipeline, a.PlanHash,
        new ApprovalGate { Rule = StoredName.Read<ApprovalRule>(a.Rule), Subject = a.Subject, Reason = a.Reason },
        StoredName.Read<ApprovalState>(a.State), a.RequestedBy, a.RequestedAt, a.ExpiresAt, a.DecidedBy, a.DecidedAt)
    {
        PipelineId = a.PipelineId,
    };
}
