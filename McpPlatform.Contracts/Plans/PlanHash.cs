using System.Security.Cryptography;
using System.Text.Json;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>Identity of what a plan does: SHA-256 of its RFC 8785 form without <c>approvals</c> and <c>metadata</c>.</summary>
public static class PlanHash
{
    /// <summary>Computes the hash.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(PipelinePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var node = JsonSerializer.SerializeToNode(plan, ContractsJson.Default.PipelinePlan)!.AsObject();
        node.Remove("approvals");
        node.Remove("metadata");
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(node)));
    }
}
