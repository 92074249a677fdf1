namespace McpPlatform.Guard.Detection;

/// <summary>Which detectors look at a text, and how sure they must be.</summary>
public sealed record DetectorSet
{
    /// <summary>All detectors of the platform, at medium confidence.</summary>
    public static DetectorSet Default { get; } = new(Detectors.All);

    /// <summary>A set of detectors.</summary>
    /// <param name="detectors">The platform's own that are on.</param>
    /// <param name="custom">What the installation has defined.</param>
    public DetectorSet(IEnumerable<Detector> detectors, IReadOnlyList<CustomDetector>? custom = null)
    {
        ArgumentNullException.ThrowIfNull(detectors);
        On = detectors.ToHashSet();
        Custom = custom ?? [];
    }

    /// <summary>The platform's own detectors that are on.</summary>
    public IReadOnlySet<Detector> On { get; }

    /// <summary>What the installation has defined.</summary>
    public IReadOnlyList<CustomDetector> Custom { get; }

    /// <summary>Findings that are less sure are left out.</summary>
    public Confidence AtLeast { get; init; } = Confidence.Medium;
}
