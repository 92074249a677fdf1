using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>How often each detector found something, and whether that forbids the message.</summary>
public sealed class RedactionReport
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>Findings by the id of their detector.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>The first detector whose findings may not pass; <see langword="null"/> when the message may.</summary>
    public Detector? Blocked { get; private set; }

    /// <summary>Whether anything was found.</summary>
    public bool IsEmpty => counts.Count == 0;

    internal void Note(Detector detector, RedactionAction action)
    {
        counts[detector.Id] = counts.GetValueOrDefault(detector.Id) + 1;
        if (action == RedactionAction.Block)
        {
            Blocked ??= detector;
        }
    }
}
