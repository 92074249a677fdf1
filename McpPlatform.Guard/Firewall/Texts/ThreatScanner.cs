using System.Buffers;
using System.Text;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>
/// Recognises texts that are meant to steer a model, or to carry data out. All of a text is looked at, by the fast looks: for anchors, for strange
/// shapes, for signs that cannot be seen. Only passages they flag are read word by word, at most a megabyte and five seconds of a text; what is
/// more is a threat by itself. Long codes are read, and what they say is looked at the same way. It is not for several threads at once.
/// </summary>
public sealed class ThreatScanner
{
    private const int DeepestCode = 2;
    private const int AlignedAnyhow = 4_096;
    private const int ShortestRun = 24;

    private static readonly AnchorScan[] AnchorScans = AnchorScan.For(Anchors.All);
    private readonly ThreatList threats = new();
    private readonly ReadingBudget budget = new();
    private readonly Layer layer;

    /// <summary>Prepares it. The first one in a process takes about a second.</summary>
    public ThreatScanner()
    {
        PassageLook.Prepare();
        layer = new Layer(threats, budget, 0);
    }

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <returns>What was recognised, each thing once; good until the next scan.</returns>
    public ReadOnlySpan<Threat> Scan(ReadOnlySpan<byte> text)
    {
        threats.Clear();
        budget.Begin();
        layer.Scan(text);
        return threats.All;
    }

    /// <summary>Whether the fast looks find nothing at all in a text, so that a scan of it, or of any part of it, would not either.</summary>
    /// <param name="text">The text, in UTF-8; it may be JSON that holds texts.</param>
    public static bool IsClean(ReadOnlySpan<byte> text) =>
        Ascii.IsValid(text) && text.IndexOf("\\u"u8) < 0 && HasNoAnchor(text) && HasNoShape(text);

    private static bool HasNoAnchor(ReadOnlySpan<byte> text)
    {
        foreach (var scan in AnchorScans)
        {
            if (scan.Next(text, 0, out _) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasNoShape(ReadOnlySpan<byte> text)
    {
        for (var at = 0; TextShape.Next(text, at, out var end) is >= 0 and var place; at = end)
        {
            if (end == 0 || MayBeText(text[place..end]))
            {
                return false;
            }
        }

        return true;
    }

    // Digests and ids, which honest texts are full of, are hexadecimal and do not begin with letters.
    private static bool MayBeText(ReadOnlySpan<byte> run)
    {
        if (run.Length < ShortestRun)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[ShortestRun];
        var may = run.Length >= CodedRun.Long;
        for (var offset = 0; offset < 4 && !may; offset++)
        {
            may = CodedRun.Read(run[..ShortestRun], decoded, offset) > 0;
        }

        return may;
    }

    /// <summary>Looks at a text, or at what a code in it says.</summary>
    private sealed class Layer(ThreatList threats, ReadingBudget budget, int depth)
    {
        private readonly PassageList passages = new();
        private readonly List<Range> runs = [];
        private Layer? inner;
        private UnseenSigns? unseen;

        public void Scan(ReadOnlySpan<byte> text)
        {
            passages.Clear();
            runs.Clear();
            foreach (var scan in AnchorScans)
            {
                Flag(scan, text);
            }

            FlagShapes(text);
            if (!Ascii.IsValid(text))
            {
                unseen ??= new UnseenSigns(passages, threats);
                unseen.Find(text);
            }

            ReadPassages(text);
            ReadRuns(text);
        }

        private void Flag(AnchorScan anchors, ReadOnlySpan<byte> text)
        {
            for (var at = 0; anchors.Next(text, at, out var topics) is >= 0 and var place; at = place + 1)
            {
                passages.Add(place, topics, text.Length);
            }
        }

        private void FlagShapes(ReadOnlySpan<byte> text)
        {
            for (var at = 0; TextShape.Next(text, at, out var end) is >= 0 and var place; at = end > 0 ? end : place + 48)
            {
                if (end == 0)
                {
                    passages.Add(place, Topics.Spaced, text.Length);
                }
                else if (depth < DeepestCode && MayBeText(text[place..end]))
                {
                    runs.Add(place..end);
                }
            }
        }

        private void ReadPassages(ReadOnlySpan<byte> text)
        {
            foreach (var passage in passages.Settle())
            {
                if (!budget.TryTake(passage.End - passage.Start))
                {
                    threats.Add(ThreatKind.Size, ThreatSeverity.Danger, Messages.TooMuch, passage.Start, text.Length - passage.Start);
                    return;
                }

                PassageLook.At(text, passage, depth > 0, threats);
            }
        }

        private void ReadRuns(ReadOnlySpan<byte> text)
        {
            foreach (var run in runs)
            {
                var (start, length) = run.GetOffsetAndLength(text.Length);
                if (!budget.TryTake(0))
                {
                    threats.Add(ThreatKind.Size, ThreatSeverity.Danger, Messages.TooMuch, start, text.Length - start);
                    return;
                }

                ReadRun(text, start, length);
            }
        }

        private void ReadRun(ReadOnlySpan<byte> text, int start, int length)
        {
            var run = text.Slice(start, length);
            var buffer = ArrayPool<byte>.Shared.Rent(run.Length + 4);
            try
            {
                for (var offset = 0; offset < (run.Length <= AlignedAnyhow ? 4 : 1); offset++)
                {
                    if (CodedRun.Read(run, buffer, offset) is > 0 and var said)
                    {
                        ScanInside(text, buffer.AsSpan(0, said), start, length);
                    }
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        private void ScanInside(ReadOnlySpan<byte> text, ReadOnlySpan<byte> decoded, int start, int length)
        {
            var outer = threats.Within;
            threats.Within = outer ?? (start, length);
            if (CarriedRun.Judge(text, start, decoded) is { } severity)
            {
                threats.Add(ThreatKind.Exfiltration, severity, Messages.Carried, start, length);
            }

            inner ??= new Layer(threats, budget, depth + 1);
            inner.Scan(decoded);
            threats.Within = outer;
        }
    }
}
