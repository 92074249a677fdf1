using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>The policies of a tenant that can apply to one action, and the decisions they have taken.</summary>
internal sealed class PolicySlice
{
    private const int MostDecisions = 20_000;
    private readonly ConcurrentDictionary<DecisionKey, KnownDecision> decisions = new();
    private readonly string version;
    private int kept;

    public PolicySlice(string action, IReadOnlyList<string> groups, IReadOnlyList<PolicyRule> rules, string version)
    {
        (Action, Groups, Rules, this.version) = (action, groups, rules, version);
        Reads = rules.Aggregate(PolicyReads.Nothing, (reads, rule) => reads.And(rule.Reads));
        var json = System.Text.Encoding.UTF8.GetBytes(new JsonObject(rules.Select(r => KeyValuePair.Create(r.Id, (JsonNode?)r.Json.DeepClone()))).ToJsonString());
        Set = new EngineSet(Convert.ToHexStringLower(SHA256.HashData(json)), json);
    }

    public string Action { get; }

    public IReadOnlyList<string> Groups { get; }

    /// <summary>In the order in which they are named: shipped ones first.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; }

    public PolicyReads Reads { get; }

    public EngineSet Set { get; }

    public bool TryFind(in DecisionKey key, out KnownDecision decision) => decisions.TryGetValue(key, out decision!);

    /// <summary>Keeps a decision. When there are too many all are forgotten, which costs a question each.</summary>
    public KnownDecision Keep(in DecisionKey key, EngineAnswer answer)
    {
        var decision = KnownDecision.Of(this, key, answer, version);
        if (Interlocked.Increment(ref kept) > MostDecisions)
        {
            decisions.Clear();
            Volatile.Write(ref kept, 1);
        }

        decisions[key] = decision;
        return decision;
    }
}

/// <summary>A decision that holds for every request with the same key.</summary>
internal sealed class KnownDecision
{
    private readonly PolicySlice slice;
    private readonly DecisionKey key;
    private readonly PolicyDecision decision;
    private Joined? beside;

    private KnownDecision(PolicySlice slice, in DecisionKey key, PolicyDecision decision, IReadOnlyList<string> by) =>
        (this.slice, this.key, this.decision, By) = (slice, key, decision, by);

    /// <summary>The policies that decided; empty when none applied.</summary>
    public IReadOnlyList<string> By { get; }

    public static KnownDecision Of(PolicySlice slice, in DecisionKey key, EngineAnswer answer, string version)
    {
        // A forbid that cannot be evaluated forbids.
        var failed = slice.Rules.FirstOrDefault(r => !r.Permits && answer.Failed.Contains(r.Id));
        var decided = slice.Rules.Where(r => answer.By.Contains(r.Id)).ToList();
        var decision = (answer.Allowed, failed) switch
        {
            (_, { } rule) => new PolicyDecision(false, rule.Id, $"The policy '{rule.Id}' could not be evaluated on this request."),
            (true, _) => new PolicyDecision(true, decided[0].Id, "") { Obligations = [.. decided.SelectMany(r => r.Obligations)] },
            _ => Refused(slice, decided.FirstOrDefault()),
        };
        return new KnownDecision(
            slice, key, decision with { PolicyVersion = version, Attributes = new AskedAttributes(slice, key, decision.Allowed) }, [.. decided.Select(r => r.Id)]);
    }

    /// <summary>Whether it allows.</summary>
    public bool Allowed => decision.Allowed;

    /// <summary>The rule that decided.</summary>
    public string Rule => decision.Rule;

    /// <summary>The decision in the words of a request.</summary>
    public PolicyDecision For(PolicyRequest request) => decision.Allowed || !decision.Reason.Contains('{', StringComparison.Ordinal) ? decision : decision with
    {
        Reason = decision.Reason.Replace("{action}", request.Action, StringComparison.Ordinal)
            .Replace("{resource}", request.Resource.ToString(), StringComparison.Ordinal)
            .Replace("{principal}", request.Principal.Name, StringComparison.Ordinal),
    };

    /// <summary>What is enforced, with what this one, which is only tried, says beside it; made once for all requests with this key that were allowed.</summary>
    public PolicyDecision Beside(PolicyDecision enforced)
    {
        var former = beside;
        if (ReferenceEquals(former?.Enforced, enforced))
        {
            return former.Both;
        }

        var both = enforced with
        {
            Tried = former?.Both.Tried ?? new TriedDecision(decision.Allowed, By.Count > 0 ? By : [decision.Rule]),
            Attributes = former?.Enforced.Allowed == enforced.Allowed ? former.Both.Attributes : new AskedAttributes(slice, key, enforced.Allowed),
        };
        beside = new Joined(enforced, both);
        return both;
    }

    // Where nothing forbids and nothing permits, the first permit that says what it wants says what is missing.
    private static PolicyDecision Refused(PolicySlice slice, PolicyRule? forbid)
    {
        var rule = forbid ?? slice.Rules.FirstOrDefault(r => r is { Permits: true, Reason: not null });
        return rule is null
            ? new PolicyDecision(false, TenantPolicies.DenyByDefault, "No policy allows '{action}' on {resource}.")
            : new PolicyDecision(false, rule.Id, rule.Reason ?? $"The policy '{rule.Id}' forbids '{{action}}' on {{resource}}.");
    }

    private sealed record Joined(PolicyDecision Enforced, PolicyDecision Both);
}
