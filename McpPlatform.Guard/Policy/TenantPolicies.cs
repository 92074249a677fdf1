using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>One version of all policies of a tenant, cut into a slice for each action.</summary>
internal sealed class TenantPolicies
{
    /// <summary>The rule of whatever no policy allows.</summary>
    public const string DenyByDefault = "deny-by-default";

    private readonly FrozenDictionary<string, PolicySlice> enforced;
    private readonly FrozenDictionary<string, PolicySlice> tried;

    /// <summary>Makes a version.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="actions">All actions and the groups of each.</param>
    /// <param name="shipped">What holds for everybody.</param>
    /// <param name="own">What the tenant adds.</param>
    /// <param name="dryRun">What the tenant only tries.</param>
    public TenantPolicies(
        string tenant, IReadOnlyDictionary<string, string[]> actions, IReadOnlyList<PolicyRule> shipped, IReadOnlyList<PolicyRule> own, IReadOnlyList<PolicyRule> dryRun)
    {
        Tenant = tenant;
        Version = VersionOf([.. shipped, .. own]);
        enforced = actions.ToFrozenDictionary(a => a.Key, a => Slice(a.Key, a.Value, [.. shipped, .. Own(a.Key, own)]), StringComparer.Ordinal);
        tried = dryRun.Count == 0 ? FrozenDictionary<string, PolicySlice>.Empty : actions.Where(a => Own(a.Key, dryRun).Any(r => r.AppliesTo(a.Key, a.Value)))
            .ToFrozenDictionary(a => a.Key, a => Slice(a.Key, a.Value, [.. shipped, .. own, .. dryRun]), StringComparer.Ordinal);
    }

    public string Tenant { get; }

    /// <summary>Digest of what is enforced.</summary>
    public string Version { get; }

    /// <summary>Names of all actions.</summary>
    public IReadOnlyList<string> Actions => [.. enforced.Keys.Order(StringComparer.Ordinal)];

    public IEnumerable<PolicySlice> Slices => enforced.Values.Concat(tried.Values);

    /// <summary>What decides about an action; <see langword="null"/> when there is no such action.</summary>
    public PolicySlice? SliceOf(string action) => enforced.GetValueOrDefault(action);

    /// <summary>What would decide with the policies that are only tried; <see langword="null"/> when none of them can apply.</summary>
    public PolicySlice? TriedSliceOf(string action) => tried.Count == 0 ? null : tried.GetValueOrDefault(action);

    // Who may change policies is the platform's business alone: a tenant could lock itself out for good.
    private static IEnumerable<PolicyRule> Own(string action, IReadOnlyList<PolicyRule> own) => action == Core.Identity.Actions.ManagePolicies ? [] : own;

    private PolicySlice Slice(string action, string[] groups, IEnumerable<PolicyRule> rules) =>
        new(action, groups, [.. rules.Where(r => r.AppliesTo(action, groups))], Version);

    private static string VersionOf(IReadOnlyList<PolicyRule> rules) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', rules.Select(r => $"{r.Id} {string.Join(',', r.ForActions?.Order() ?? Enumerable.Empty<string>())} {r.Reason} {string.Join(',', r.Obligations)} {r.Json.ToJsonString()}")))))[..12];
}
