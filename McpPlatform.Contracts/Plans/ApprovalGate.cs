using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>A decision a person must take before the plan may run.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ApprovalGate
{
    /// <summary>The rule that asks for it.</summary>
    public required ApprovalRule Rule { get; init; }

    /// <summary>Target the gate is about, such as <c>warehouse.public.airports</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What would happen, in one sentence for a person.</summary>
    public required string Reason { get; init; }
}

/// <summary>Rules that ask for a person's decision.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ApprovalRule>))]
public enum ApprovalRule
{
    /// <summary>The plan overwrites a table that this pipeline did not create.</summary>
    OverwriteForeignTarget,

    /// <summary>The plan takes away a mask that the previous version of the pipeline applied.</summary>
    Unmask,

    /// <summary>A policy asks for it before a tool is called; no plan does.</summary>
    ToolCall,
}
