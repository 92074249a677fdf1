using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>What an installation looks for and what happens to it: section <c>Detection</c>.</summary>
public sealed class DetectionOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Detection";

    /// <summary>Ids of the platform's own detectors that are on; empty for all.</summary>
    public IList<string> Detectors { get; init; } = [];

    /// <summary>Findings that are less sure are left out.</summary>
    public Confidence AtLeast { get; init; } = Confidence.Medium;

    /// <summary>What happens to what no entry of <see cref="Actions"/> names.</summary>
    public RedactionAction Otherwise { get; init; } = RedactionAction.Mask;

    /// <summary>What happens to what a detector finds, by its id.</summary>
    public IDictionary<string, RedactionAction> Actions { get; init; } = new Dictionary<string, RedactionAction>(StringComparer.Ordinal);

    /// <summary>The installation's own detectors, by their id; at most 50.</summary>
    public IDictionary<string, CustomDetectorOptions> Custom { get; init; } = new Dictionary<string, CustomDetectorOptions>(StringComparer.Ordinal);

    /// <summary>The installation's own detectors.</summary>
    /// <exception cref="ArgumentException">One of them is none; the message says why.</exception>
    internal IReadOnlyList<CustomDetector> Own() => [.. Custom.Select(c => new CustomDetector(c.Key, c.Value.Pattern, [.. c.Value.Near]))];

    /// <summary>Ids of all detectors there are, whether they are on or not.</summary>
    internal IReadOnlySet<string> Known() => Detection.Detectors.All.Select(d => d.Id).Concat(Custom.Keys).ToHashSet(StringComparer.Ordinal);
}

/// <summary>A detector that an installation defines.</summary>
public sealed class CustomDetectorOptions
{
    /// <summary>A regular expression without back references and look-arounds, at most 1,000 characters; it is matched within a line.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Words of which one must stand within 48 bytes before, or in the label; empty for none.</summary>
    public IList<string> Near { get; init; } = [];
}
