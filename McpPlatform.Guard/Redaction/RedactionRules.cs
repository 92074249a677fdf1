using McpPlatform.Core.Secrets;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>What happens to data that a detector found.</summary>
public enum RedactionAction
{
    /// <summary>It is counted and goes through.</summary>
    Allow,

    /// <summary>Its name stands in its place.</summary>
    Mask,

    /// <summary>A keyed hash stands in its place.</summary>
    Hash,

    /// <summary>A token stands in its place that the tenant's key turns back.</summary>
    Tokenise,

    /// <summary>The whole message is refused.</summary>
    Block,
}

/// <summary>What to look for, and what happens to it.</summary>
/// <param name="Detectors">What to look for.</param>
/// <param name="Actions">What happens, by the id of the detector; for those that are not named, <paramref name="Otherwise"/>.</param>
/// <param name="Otherwise">What happens to everything else.</param>
/// <param name="Key">The tenant's key for hashes and tokens, 32 bytes or more; may be empty where no action needs one.</param>
public sealed record RedactionRules(
    DetectorSet Detectors, IReadOnlyDictionary<string, RedactionAction> Actions, RedactionAction Otherwise = RedactionAction.Mask, ReadOnlyMemory<byte> Key = default)
{
    /// <summary>All detectors of the platform; what they find is masked.</summary>
    public static RedactionRules Default { get; } = new(DetectorSet.Default, new Dictionary<string, RedactionAction>());

    /// <summary>The key of a tenant: the same data is the same hash wherever it is hidden.</summary>
    /// <param name="keys">The platform's keys.</param>
    /// <param name="tenant">The tenant.</param>
    public static ReadOnlyMemory<byte> KeyOf(IDerivedKeys keys, string tenant)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.For($"redaction {tenant}");
    }

    /// <summary>What happens to what a detector finds.</summary>
    /// <param name="detector">The detector.</param>
    public RedactionAction ActionFor(Detector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        return Actions.TryGetValue(detector.Id, out var action) ? action : Otherwise;
    }
}
