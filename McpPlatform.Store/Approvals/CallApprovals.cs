using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Approvals;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Approvals;

/// <summary>Decisions of people about calls. Calls of one principal ask one after the other, so that an approval is used once.</summary>
internal sealed class CallApprovals(PlatformDatabase database, TimeProvider time) : ICallApprovals
{
    private static readonly string[] Standing =
        [StoredName.Of(ApprovalState.Pending), StoredName.Of(ApprovalState.Approved), StoredName.Of(ApprovalState.Rejected)];

    public static Task LockAsync(UnitOfWork work, string principal, CancellationToken cancellationToken) => work.ExecuteAsync(
        "SELECT pg_advisory_xact_lock(hashtextextended('call_approvals/' || $1 || '/' || $2, 0))", cancellationToken, work.Tenant, principal);

    public async Task<CallApproval> UseOrRequestAsync(CallToApprove call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var work = await database.BeginAsync(call.By.Tenant, cancellationToken);
        await LockAsync(work, call.By.Id, cancellationToken);
        await ApprovalStore.ExpireAsync(work, time.Now(), cancellationToken);
        var row = await FindAsync(work, call, cancellationToken) ?? await RequestAsync(work, call, cancellationToken);
        if (row.State == StoredName.Of(ApprovalState.Approved))
        {
            row.State = StoredName.Of(ApprovalState.Used);
        }

        await work.CommitAsync(cancellationToken);
        return new CallApproval(row.Id, StoredName.Read<ApprovalState>(row.State), row.Comment);
    }

    public async Task<bool> DecideByCallerAsync(CallToApprove call, Guid id, bool approve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        await using var work = await database.BeginAsync(call.By.Tenant, cancellationToken);
        await LockAsync(work, call.By.Id, cancellationToken);
        await ApprovalStore.ExpireAsync(work, time.Now(), cancellationToken);
        var row = await FindAsync(work, call, cancellationToken);
        if (row?.Id != id || row.State != StoredName.Of(ApprovalState.Pending))
        {
            return false;
        }

        row.State = StoredName.Of(approve ? ApprovalState.Used : ApprovalState.Rejected);
        row.DecidedBy = $"{call.By.Name} (by elicitation)";
        row.DecidedAt = time.Now();
        await work.RecordAsync(
            call.By, EventTypes.ApprovalDecided, $"approval/{id}", row.DecidedAt.Value, cancellationToken, ("decision", StoredName.Of(approve ? ApprovalState.Approved : ApprovalState.Rejected)),
            ("planHash", row.PlanHash), ("rule", row.Rule), ("subject", row.Subject), ("by", "elicitation"));
        await work.CommitAsync(cancellationToken);
        return true;
    }

    // A rejection holds as long as an approval would have.
    private Task<ApprovalRow?> FindAsync(UnitOfWork work, CallToApprove call, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return work.Rows.Approvals
            .Where(a => a.TenantId == work.Tenant && a.PipelineId == null && a.PrincipalId == call.By.Id && a.Subject == call.Tool
                && a.PlanHash == call.ArgumentsHash && a.ExpiresAt > now && Standing.Contains(a.State))
            .OrderByDescending(a => a.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<ApprovalRow> RequestAsync(UnitOfWork work, CallToApprove call, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var row = new ApprovalRow
        {
            TenantId = work.Tenant, Id = Guid.CreateVersion7(now), PrincipalId = call.By.Id, PlanHash = call.ArgumentsHash,
            Rule = StoredName.Of(ApprovalRule.ToolCall), Subject = call.Tool, Reason = call.Reason, State = StoredName.Of(ApprovalState.Pending),
            RequestedBy = call.By.Name, RequestedAt = now, ExpiresAt = (now + call.Lifetime).AsStored(),
        };
        work.Rows.Add(row);
        await work.RecordAsync(
            call.By, EventTypes.ApprovalRequested, $"approval/{row.Id}", now, cancellationToken, ("planHash", row.PlanHash), ("rule", row.Rule), ("subject", row.Subject));
        return row;
    }
}
