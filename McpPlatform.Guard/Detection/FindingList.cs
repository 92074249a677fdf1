using System.Runtime.InteropServices;

namespace McpPlatform.Guard.Detection;

/// <summary>What was found in one text; after <see cref="Settle"/>, in order and without overlaps.</summary>
/// <param name="atLeast">Findings that are less sure are left out.</param>
internal sealed class FindingList(Confidence atLeast)
{
    private readonly List<Finding> found = [];
    private int offset;
    private int segment;

    /// <summary>Where the segment that is scanned begins in the text.</summary>
    public int Offset
    {
        get => offset;
        set => (offset, segment) = (value, found.Count);
    }

    public ReadOnlySpan<Finding> All => CollectionsMarshal.AsSpan(found);

    /// <summary>The finding that was added last to this segment, with its place there.</summary>
    public Finding? Last => found.Count > segment ? found[^1] with { Start = found[^1].Start - offset } : null;

    public void Clear()
    {
        found.Clear();
        Offset = 0;
    }

    /// <summary>Adds a finding at its place in the segment.</summary>
    /// <returns>Where it ends; 0 when it is not sure enough.</returns>
    public int Add(int start, int end, Detector detector, Confidence confidence)
    {
        if (confidence < atLeast)
        {
            return 0;
        }

        found.Add(new Finding(offset + start, end - start, detector, confidence));
        return end;
    }

    public int Add(Range range, Detector detector, Confidence confidence) => Add(range.Start.Value, range.End.Value, detector, confidence);

    /// <summary>Takes what another list has in the place of its own.</summary>
    public void Copy(FindingList other)
    {
        Clear();
        found.AddRange(other.found);
    }

    /// <summary>Forgets all that end at or before a place, from which on the text is kept.</summary>
    public void Forget(int until)
    {
        found.RemoveAll(f => f.End <= until);
        foreach (ref var finding in CollectionsMarshal.AsSpan(found))
        {
            finding = finding with { Start = finding.Start - until };
        }
    }

    /// <summary>
    /// Puts them in order and makes one of those that overlap, so that no part of either shows: the surer one gives its detector, else a secret, else
    /// the longer.
    /// </summary>
    public void Settle()
    {
        if (found.Count < 2)
        {
            return;
        }

        found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : Better(a, b) ? -1 : Better(b, a) ? 1 : 0);
        var kept = 0;
        for (var i = 1; i < found.Count; i++)
        {
            if (found[i].Start >= found[kept].End)
            {
                found[++kept] = found[i];
            }
            else
            {
                found[kept] = United(found[kept], found[i]);
            }
        }

        found.RemoveRange(kept + 1, found.Count - kept - 1);
    }

    private static Finding United(Finding one, Finding other)
    {
        var better = Better(other, one) ? other : one;
        return better with { Start = one.Start, Length = Math.Max(one.End, other.End) - one.Start };
    }

    private static bool Better(Finding a, Finding b) => Rank(a) != Rank(b) ? Rank(a) > Rank(b)
        : a.Length != b.Length ? a.Length > b.Length
        : string.CompareOrdinal(a.Detector.Id, b.Detector.Id) < 0;

    private static int Rank(Finding finding) => ((int)finding.Confidence * 2) + (finding.Detector.Category == DetectorCategory.Personal ? 0 : 1);
}
