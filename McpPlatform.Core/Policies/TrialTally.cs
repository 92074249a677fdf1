using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Policies;

/// <summary>Counts what a trial says, in bounded memory.</summary>
internal sealed class TrialTally
{
    private const int MostNames = 10_000;
    private const int MostListed = 50;
    private const int MostExamples = 20;
    private const string Others = "(others)";
    private readonly Dictionary<string, (long Refused, long Allowed)> tools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Refused, long Allowed)> principals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Refused, long Allowed)> policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> gaps = new(StringComparer.Ordinal);
    private readonly List<TrialExample> examples = [];
    private long same;
    private long refused;
    private long allowed;
    private DateTimeOffset? earliest;

    public void Count(AuditRecord call, TrialVerdict verdict)
    {
        earliest = call.At;
        switch (verdict)
        {
            case TrialVerdict.Undecided undecided:
                gaps[undecided.Reason] = gaps.GetValueOrDefault(undecided.Reason) + 1;
                break;
            case TrialVerdict.Decided { Was: var was, Would: var would } when was == would:
                same++;
                break;
            case TrialVerdict.Decided decided:
                CountChange(call, decided);
                break;
        }
    }

    public PolicyTrial Result(string? nextCursor)
    {
        var undecided = gaps.Values.Sum();
        return new PolicyTrial(same + refused + allowed + undecided, same, refused, allowed, undecided)
        {
            ByTool = Listed(tools), ByPrincipal = Listed(principals), ByPolicy = Listed(policies), Examples = examples, Earliest = earliest, NextCursor = nextCursor,
            Gaps = [.. gaps.OrderByDescending(g => g.Value).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostListed).Select(g => new TrialGap(g.Key, g.Value))],
        };
    }

    private void CountChange(AuditRecord call, TrialVerdict.Decided decided)
    {
        var (lost, won) = decided.Would ? (0, 1) : (1, 0);
        refused += lost;
        allowed += won;
        Add(tools, call.Name ?? call.Method, lost, won);
        Add(principals, call.Principal, lost, won);
        Add(policies, decided.Rule, lost, won);
        if (examples.Count < MostExamples)
        {
            examples.Add(new TrialExample(call.Chain, call.Number, call.At, call.Principal, call.Rule, decided.Would, decided.Rule, call.Name));
        }
    }

    private static void Add(Dictionary<string, (long Refused, long Allowed)> counts, string name, long lost, long won)
    {
        var key = counts.Count < MostNames || counts.ContainsKey(name) ? name : Others;
        var (refused, allowed) = counts.GetValueOrDefault(key);
        counts[key] = (refused + lost, allowed + won);
    }

    private static IReadOnlyList<TrialCount> Listed(Dictionary<string, (long Refused, long Allowed)> counts) =>
    [
        .. counts.OrderByDescending(c => c.Value.Refused + c.Value.Allowed).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostListed)
            .Select(c => new TrialCount(c.Key, c.Value.Refused, c.Value.Allowed)),
    ];
}
