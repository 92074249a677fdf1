using System.Runtime.InteropServices;

namespace McpPlatform.Guard.Detection;

/// <summary>What was found in one text, in order, without overlaps.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> found = [];

    public int Count => found.Count;

    public Finding this[int index] => found[index];

    public ReadOnlySpan<Finding> All => CollectionsMarshal.AsSpan(found);

    public void Clear() => found.Clear();

    public void Add(int start, int end, Detector detector, Confidence confidence) => found.Add(new Finding(start, end - start, detector, confidence));

    /// <summary>Puts them in order and makes one of those that overlap, so that no part of either shows: the surer one, else the longer, gives its detector.</summary>
    public void Settle()
    {
        if (found.Count < 2)
        {
            return;
        }

        found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
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
        var better = one.Confidence > other.Confidence || (one.Confidence == other.Confidence && one.Length >= other.Length) ? one : other;
        return better with { Start = one.Start, Length = Math.Max(one.End, other.End) - one.Start };
    }
}
