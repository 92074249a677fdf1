using System.Text;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>The closer look at a passage: all its readings are held against all wordings that what was flagged asks for.</summary>
internal static class PassageLook
{
    private static readonly Wording[] Carrying = [.. CarryingWordings.Words];
    private static readonly Wording[] Orders = [.. OrderWordings.All, .. ForeignWordings.All, .. Carrying];
    private static readonly Wording[] Marks = [.. TurnMarks.All, .. CarryingWordings.Addresses];

    /// <summary>Compiles all wordings, so that the first text does not wait for it.</summary>
    public static void Prepare() => _ = Orders.Length + Marks.Length;

    /// <summary>Looks at one.</summary>
    /// <param name="text">The text it is part of.</param>
    /// <param name="passage">The passage.</param>
    /// <param name="isCoded">Whether the text was in a code: nobody quotes in codes.</param>
    /// <param name="threats">Takes what is recognised.</param>
    public static void At(ReadOnlySpan<byte> text, Passage passage, bool isCoded, ThreatList threats)
    {
        var (start, end) = Whole(text, passage);
        var bytes = text[start..end];
        var wordings = WordingsFor(passage.Topics);
        foreach (var (reading, isDisguised) in Reading.Of(bytes, passage.Topics))
        {
            foreach (var wording in wordings)
            {
                if (wording.IndexIn(reading) is >= 0 and var at)
                {
                    Tell(wording, !isCoded && !isDisguised && Mention.Is(reading, at), bytes, start, threats);
                }
            }
        }

        LookForMarks(bytes, start, passage.Topics, threats);
        if (passage.Topics.HasFlag(Topics.Spaced) && IsSqueezed(bytes))
        {
            threats.Add(ThreatKind.Injection, ThreatSeverity.Danger, Messages.Drop, start, bytes.Length);
        }
    }

    private static Wording[] WordingsFor(Topics topics) => (topics & ~(Topics.Carrying | Topics.Turns)) == 0 ? Carrying : Orders;

    private static void Tell(Wording wording, bool isMention, ReadOnlySpan<byte> bytes, int start, ThreatList threats)
    {
        threats.Add(wording.Kind, isMention ? ThreatSeverity.Notice : wording.Severity, wording.Message, start, bytes.Length);
        if (!isMention && Concealment.IsIn(Encoding.UTF8.GetString(bytes)))
        {
            threats.Add(ThreatKind.HiddenText, ThreatSeverity.Danger, Messages.Hidden, start, bytes.Length);
        }
    }

    // Marks and addresses are looked for as they stand: their signs are what counts.
    private static void LookForMarks(ReadOnlySpan<byte> bytes, int start, Topics topics, ThreatList threats)
    {
        if ((topics & (Topics.Turns | Topics.Carrying | Topics.Orders | Topics.Coded)) == 0)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(bytes).ToLowerInvariant().Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
        foreach (var wording in Marks)
        {
            if (wording.IndexIn(text) is >= 0 and var at)
            {
                threats.Add(wording.Kind, Mention.Is(text, at) ? ThreatSeverity.Notice : wording.Severity, wording.Message, start, bytes.Length);
            }
        }
    }

    private static bool IsSqueezed(ReadOnlySpan<byte> bytes)
    {
        var letters = string.Concat(Reading.Plain(Encoding.UTF8.GetString(bytes)).Where(char.IsLetter));
        return OrderWordings.Squeezed.Any(order => letters.Contains(order, StringComparison.Ordinal));
    }

    // A character is not cut.
    private static (int Start, int End) Whole(ReadOnlySpan<byte> text, Passage passage)
    {
        var (start, end) = (passage.Start, passage.End);
        while (start > 0 && (text[start] & 0xC0) == 0x80)
        {
            start--;
        }

        while (end < text.Length && (text[end] & 0xC0) == 0x80)
        {
            end++;
        }

        return (start, end);
    }
}
