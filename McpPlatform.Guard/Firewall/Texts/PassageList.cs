namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>A part of a text that gets a closer look.</summary>
internal readonly record struct Passage(int Start, int End, Topics Topics);

/// <summary>Passages around places that were flagged: those that touch are one, and none is too long to be looked at as a whole.</summary>
internal sealed class PassageList
{
    private const int Before = 256;
    private const int After = 384;
    private const int Longest = 4_096;
    private const int Overlap = 512;
    private readonly List<Passage> passages = [];

    public void Clear() => passages.Clear();

    /// <summary>Adds what stands around a place.</summary>
    public void Add(int place, Topics topics, int length)
    {
        var (start, end) = (Math.Max(0, place - Before), Math.Min(length, place + After));
        if (passages.Count > 0 && passages[^1] is var last && start >= last.Start && start <= last.End && end - last.Start <= Longest)
        {
            passages[^1] = new Passage(last.Start, Math.Max(end, last.End), last.Topics | topics);
        }
        else
        {
            passages.Add(new Passage(start, end, topics));
        }
    }

    /// <summary>All of them in order.</summary>
    public IReadOnlyList<Passage> Settle()
    {
        if (passages.Count < 2)
        {
            return passages;
        }

        passages.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var kept = 0;
        for (var at = 1; at < passages.Count; at++)
        {
            var (last, next) = (passages[kept], passages[at]);
            if (next.Start <= last.End && Math.Max(next.End, last.End) - last.Start <= Longest)
            {
                passages[kept] = new Passage(last.Start, Math.Max(last.End, next.End), last.Topics | next.Topics);
            }
            else
            {
                // What begins in one passage may end in the next.
                passages[++kept] = next.Start <= last.End ? next with { Start = Math.Min(next.Start, Math.Max(last.Start, last.End - Overlap)) } : next;
            }
        }

        passages.RemoveRange(kept + 1, passages.Count - kept - 1);
        return passages;
    }
}
