using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Policies;

/// <summary>Tries policies on calls of the past: what would have been decided otherwise.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="trials">Decides about calls of the past.</param>
/// <param name="audit">Where they are kept.</param>
/// <param name="time">Bounds how long a trial takes.</param>
public sealed class PolicyTrialService(IPolicy policy, IPolicyTrials trials, ICallAuditStore audit, TimeProvider time)
{
    private const int CallsAtOnce = 200;
    private const int UsualCalls = 50_000;
    private const int MostCalls = 100_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Decides about calls, newest first, until there are no more, as many as asked for were looked at, or 20 s have passed.</summary>
    /// <param name="by">Who asks; must be allowed to read the audit too.</param>
    /// <param name="trial">Which policies and calls.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">Something is wrong with what is asked.</exception>
    /// <exception cref="ConflictException">Another trial is under way, or the engine does not answer.</exception>
    public async Task<PolicyTrial> TryAsync(Principal by, TryPolicies trial, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(trial);
        await policy.RequireAsync(by, Actions.ManagePolicies, "policies", cancellationToken);
        await policy.RequireAsync(by, Actions.ReadAudit, "audit", cancellationToken);
        var drafts = trial.Drafts ?? new Dictionary<string, string>();
        DraftRules.Check(drafts);
        if (trial.Limit is < 1 or > MostCalls || trial.From >= trial.To)
        {
            throw new InvalidInputException($"'limit' must be 1 to {MostCalls}, and 'from' must lie before 'to'.");
        }

        await using var engine = await trials.BeginAsync(by.Tenant, drafts, cancellationToken);
        return await WalkAsync(by.Tenant, trial, engine, cancellationToken);
    }

    private async Task<PolicyTrial> WalkAsync(string tenant, TryPolicies trial, IPolicyTrial engine, CancellationToken cancellationToken)
    {
        var (tally, filter, left, cursor, began) = (new TrialTally(), new AuditFilter(From: trial.From, To: trial.To), trial.Limit ?? UsualCalls, trial.Cursor, time.GetTimestamp());
        do
        {
            var page = await audit.ListAsync(tenant, filter, new PageRequest(cursor, Math.Min(left, CallsAtOnce)), cancellationToken);
            var calls = page.Items.Where(call => call.Rule != PolicyDecision.Open.Rule).ToList();
            foreach (var (call, verdict) in calls.Zip(await engine.DecideAsync(calls, cancellationToken)))
            {
                tally.Count(call, verdict);
            }

            left -= page.Items.Count;
            cursor = page.NextCursor;
        }
        while (cursor is not null && left > 0 && time.GetElapsedTime(began) < Longest);

        return tally.Result(cursor);
    }
}
