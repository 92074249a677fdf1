using System.Text.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>Notes on a plan that change nothing about its execution.</summary>
public sealed record PlanMetadata
{
    /// <summary>Position of each drawn part by its id; empty until someone arranged the drawing.</summary>
    public IReadOnlyDictionary<string, LayoutPoint> Layout { get; init => field = value ?? new Dictionary<string, LayoutPoint>(); } = new Dictionary<string, LayoutPoint>();

    /// <summary>Delivery guarantee the critic found, for display.</summary>
    public DeliveryGuarantee? Delivery { get; init; }

    /// <summary>Free notes of people and programs, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Notes { get; init => field = value ?? new Dictionary<string, JsonElement>(); } = new Dictionary<string, JsonElement>();
}

/// <summary>Where a part stands in a drawing, in pixels from the top left.</summary>
/// <param name="X">Distance from the left.</param>
/// <param name="Y">Distance from the top.</param>
public readonly record struct LayoutPoint(double X, double Y);
