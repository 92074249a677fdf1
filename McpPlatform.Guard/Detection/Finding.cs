namespace McpPlatform.Guard.Detection;

/// <summary>How sure a detector is.</summary>
public enum Confidence
{
    /// <summary>The form fits, and nothing else speaks for it.</summary>
    Low,

    /// <summary>The form is rare, or words nearby speak for it.</summary>
    Medium,

    /// <summary>A checksum, a reserved prefix or a list proves it.</summary>
    High,
}

/// <summary>A piece of sensitive data in a text.</summary>
/// <param name="Start">Where it begins, in bytes of UTF-8.</param>
/// <param name="Length">How long it is, in bytes; at least 1.</param>
/// <param name="Detector">What found it.</param>
/// <param name="Confidence">How sure that is.</param>
public readonly record struct Finding(int Start, int Length, Detector Detector, Confidence Confidence)
{
    /// <summary>The first byte after it.</summary>
    public int End => Start + Length;
}
