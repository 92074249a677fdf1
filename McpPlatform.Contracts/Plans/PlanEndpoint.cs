using System.Text.Json.Serialization;

namespace McpPlatform.Contracts.Plans;

/// <summary>One end of a pipeline.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlanEndpoint
{
    /// <summary>Name of a connection that stands, such as <c>warehouse</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>Options for this plan only, over those of the connection; values may be secret references.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}
