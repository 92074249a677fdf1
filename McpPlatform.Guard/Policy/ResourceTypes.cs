using System.Collections.Frozen;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>The types of the schema that resources have. What has none of its own is a <c>Platform</c> with its path as id.</summary>
internal static class ResourceTypes
{
    /// <summary>The type of what has none of its own, and of what nobody asks about.</summary>
    public const string Platform = "Platform";

    private const string Upstream = "Upstream";

    private static readonly FrozenDictionary<string, string> Types =
        new[] { Upstream, "Tool", "Prompt", "Document", "Pipeline", "Run", "Connection", "Dataset", "Secret", "Key", "Approval" }
            .ToFrozenDictionary(type => type.ToLowerInvariant(), StringComparer.Ordinal);

    public static string Of(string type) => Types.GetValueOrDefault(type, Platform);

    public static string IdOf(PolicyResource resource) => Types.ContainsKey(resource.Type) ? resource.Id : resource.ToString();

    /// <summary>The server something belongs to; a server belongs to itself.</summary>
    public static string? UpstreamOf(PolicyResource resource) => Of(resource.Type) == Upstream ? resource.Id : resource.Upstream;
}
