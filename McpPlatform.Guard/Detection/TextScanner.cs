using System.Buffers;
using McpPlatform.Guard.Detection.Secrets;

namespace McpPlatform.Guard.Detection;

/// <summary>
/// Looks for sensitive data in text, in steps: what a label says; each segment from word to word; where signs may hide something, its plain form
/// once more; the installation's own patterns. Nothing but a private key goes beyond a line. It is not for several threads at once.
/// </summary>
internal sealed class TextScanner
{
    // As "a@b.cc" is.
    private const int ShortestData = 6;
    private readonly bool isOwn;
    private readonly SearchValues<byte> telling;
    private readonly Switches on;
    private readonly WordScanner words;
    private readonly CustomPatterns custom;
    private readonly PlainForm plain = new();
    private readonly FindingList hidden;
    private readonly FindingList found;

    private static SearchValues<byte> Telling { get; } = SearchValues.Create([.. "0123456789@:=%&\\"u8, .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    private static SearchValues<byte> TellingOfNames { get; } = SearchValues.Create(
        [.. "0123456789@:=%&\\ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8, .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    /// <summary>Prepares it.</summary>
    /// <param name="detectors">What to look for.</param>
    public TextScanner(DetectorSet detectors)
    {
        on = new Switches(detectors);
        isOwn = detectors.Custom.Count == 0;
        telling = on.Words ? TellingOfNames : Telling;
        words = new WordScanner(on);
        custom = new CustomPatterns(detectors.Custom);
        hidden = new FindingList(detectors.AtLeast);
        found = new FindingList(detectors.AtLeast);
    }

    /// <summary>What the segments scanned so far hold.</summary>
    public FindingList Found => found;

    /// <summary>Scans a text.</summary>
    /// <param name="text">The text, in UTF-8; other bytes are taken for letters.</param>
    /// <param name="label">The name it stands under, such as a property's; empty for none.</param>
    /// <returns>What was found, in order, without overlaps; good until the next scan.</returns>
    public ReadOnlySpan<Finding> Scan(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label = default)
    {
        found.Clear();
        if (!label.IsEmpty && on.Assigned && AssignedSecret.Is(label, text))
        {
            found.Add(0, text.Length, Detectors.Assigned, Confidence.High);
            return found.All;
        }

        if (isOwn && IsPlain(text))
        {
            return default;
        }

        for (var at = 0; at < text.Length;)
        {
            var segment = Next(text[at..], isWhole: true);
            ScanSegment(text.Slice(at, segment.Length), label, at);
            at += segment.Advance;
        }

        found.Settle();
        return found.All;
    }

    /// <summary>The segment at the beginning of a text.</summary>
    public Segment Next(ReadOnlySpan<byte> text, bool isWhole) => Segment.Next(text, isWhole, plain);

    /// <summary>Scans one segment; what it finds joins <see cref="Found"/> at its place in the text.</summary>
    public void ScanSegment(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> label, int offset)
    {
        found.Offset = offset;
        Look(new Surroundings(segment, label, found));
        if (plain.TryRead(segment))
        {
            hidden.Clear();
            Look(new Surroundings(plain.Text, label, hidden));
            foreach (var finding in hidden.All)
            {
                found.Add(plain.Origin(finding.Start), plain.Origin(finding.End), finding.Detector, finding.Confidence);
            }
        }
    }

    // Most strings of JSON are short and hold no sign that anything but a private key could do without.
    private bool IsPlain(ReadOnlySpan<byte> text) => (text.Length < ShortestData && !on.Name) || (text.Length < PrivateKeyBlock.Shortest && text.IndexOfAny(telling) < 0);

    private void Look(in Surroundings around)
    {
        words.Scan(around);
        custom.Scan(around);
    }
}
