using System.Collections.ObjectModel;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>How often each detector found something, and whether that forbids the message.</summary>
public sealed class RedactionReport
{
    private SortedDictionary<string, int>? counts;
    private SortedDictionary<string, int>? hidden;

    /// <summary>Findings by the id of their detector.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts ?? (IReadOnlyDictionary<string, int>)ReadOnlyDictionary<string, int>.Empty;

    /// <summary>The same without those that go through.</summary>
    public IReadOnlyDictionary<string, int> Hidden => hidden ?? (IReadOnlyDictionary<string, int>)ReadOnlyDictionary<string, int>.Empty;

    /// <summary>The first detector whose findings may not pass; <see langword="null"/> when the message may.</summary>
    public Detector? Blocked { get; private set; }

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => counts is null;

    internal void Note(Detector detector, RedactionAction action)
    {
        Count(ref counts, detector);
        if (action != RedactionAction.Allow)
        {
            Count(ref hidden, detector);
        }

        if (action == RedactionAction.Block)
        {
            Blocked ??= detector;
        }
    }

    private static void Count(ref SortedDictionary<string, int>? counts, Detector detector)
    {
        counts ??= new SortedDictionary<string, int>(StringComparer.Ordinal);
        counts[detector.Id] = counts.GetValueOrDefault(detector.Id) + 1;
    }
}
