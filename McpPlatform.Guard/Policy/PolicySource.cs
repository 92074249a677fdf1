using System.Collections.Frozen;
using System.Text.Json;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Policy;

/// <summary>A text of policies and whom it is for.</summary>
/// <param name="Tenant">The tenant; <see langword="null"/> for all.</param>
/// <param name="Name">Name of the set.</param>
/// <param name="Text">The policies.</param>
/// <param name="Mode">Whether it is enforced.</param>
internal sealed record PolicySource(string? Tenant, string Name, string Text, PolicyMode Mode)
{
    /// <summary>What the ids of its policies begin with.</summary>
    public string Prefix => $"{Name}/";

    /// <summary>Stands for a text that cannot be used: without its forbids more would be allowed than anybody meant.</summary>
    public static PolicyRule Unusable(string name, PolicyProblem problem)
    {
        using var json = JsonDocument.Parse("""
            { "effect": "forbid", "principal": { "op": "All" }, "action": { "op": "All" }, "resource": { "op": "All" }, "conditions": [], "annotations": { "id": "policy-invalid" } }
            """);
        return PolicyRule.Of("", json.RootElement, FrozenSet<string>.Empty) with
        {
            Reason = $"The policies '{name}' cannot be used, so nothing is allowed until they are mended: line {problem.Line}, column {problem.Column}: {problem.Message}",
        };
    }
}
