using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>What the critic found.</summary>
/// <param name="Findings">In the order of the plan.</param>
/// <param name="Gates">Decisions a person must take first.</param>
/// <param name="Delivery">The guarantee that holds.</param>
public sealed record PlanCritique(IReadOnlyList<Finding> Findings, IReadOnlyList<ApprovalGate> Gates, DeliveryGuarantee Delivery)
{
    /// <summary>Whether nothing stands in the way.</summary>
    public bool Passed => Findings.All(f => f.Severity != FindingSeverity.Error);
}

/// <summary>One finding.</summary>
/// <param name="Field">The plan field concerned, such as <c>streams[0].cursorField</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Sentence">What is so, and what to do where something must be done.</param>
public sealed record Finding(string Field, FindingSeverity Severity, string Sentence);

/// <summary>How much a <see cref="Finding"/> weighs.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Allowed, but perhaps not meant.</summary>
    Warning,

    /// <summary>The plan cannot run.</summary>
    Error,
}
