using System.Collections.Immutable;

namespace McpPlatform.Guard.Detection;

/// <summary>A text, what it is the value of, and what was found in it so far.</summary>
/// <param name="text">The text, in UTF-8.</param>
/// <param name="label">The name it stands under, such as a property's; empty for none.</param>
/// <param name="found">Takes what is found.</param>
internal readonly ref struct Surroundings(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label, FindingList found)
{
    /// <summary>How far before a piece of data words still speak of it, in bytes.</summary>
    public const int Reach = 48;

    // "tel. 030 1234567, 030 7654321": what speaks for the first speaks for the next.
    private const int ListGap = 8;

    public ReadOnlySpan<byte> Text { get; } = text;

    public ReadOnlySpan<byte> Label { get; } = label;

    public FindingList Found { get; } = found;

    /// <summary>
    /// Whether one of the words stands shortly before a place, in its line and with no other data between, or in the label; or whether data of the
    /// kind was found right before.
    /// </summary>
    /// <param name="at">The place.</param>
    /// <param name="words">The words, in lower case.</param>
    /// <param name="kind">What would be found there, for kinds that come in lists.</param>
    public bool Speak(int at, ImmutableArray<byte[]> words, Detector? kind = null)
    {
        var from = Math.Max(0, at - Reach);
        var newline = Text[from..at].LastIndexOf((byte)'\n');
        from += newline + 1;
        if (DataBefore(from, at) is var (end, found))
        {
            if (found == kind?.Id && at - end <= ListGap)
            {
                return true;
            }

            from = end;
        }

        Span<byte> lower = stackalloc byte[Reach];
        return HasAny(Lower(Text[from..at], lower), words, IsWordAt(from - 1)) || LabelSpeaks(words);
    }

    /// <summary>Whether one of the words stands in the label.</summary>
    public bool LabelSpeaks(ImmutableArray<byte[]> words)
    {
        Span<byte> spaced = stackalloc byte[(2 * Reach) + 1];
        return !Label.IsEmpty && HasAny(AsWords(Label.Length > Reach ? Label[..Reach] : Label, spaced), words, false);
    }

    // The last data that was found in front, or that stood there before it was replaced, so that a second look sees the same.
    private (int End, string Kind)? DataBefore(int from, int at)
    {
        var last = Found.Last is { } found && found.End > from && found.End <= at ? found : default(Finding?);
        var close = Text[from..at].LastIndexOf((byte)']') + from;
        if (close < from || last?.End > close)
        {
            return last is { } data ? (data.End, data.Detector.Id) : null;
        }

        return Replaced.Before(Text, close) is { } kind ? (close + 1, kind) : last is { } other ? (other.End, other.Detector.Id) : null;
    }

    private bool IsWordAt(int at) => at >= 0 && Characters.IsAsciiLetter(Text[at]);

    // customerPhone and customer_phone both say "customer phone".
    private static ReadOnlySpan<byte> AsWords(ReadOnlySpan<byte> label, Span<byte> to)
    {
        var length = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (i > 0 && Characters.IsUpper(label[i]) && Characters.IsWord(label[i - 1]) && !Characters.IsUpper(label[i - 1]))
            {
                to[length++] = (byte)' ';
            }

            to[length++] = label[i] is (byte)'_' or (byte)'-' or (byte)'.' ? (byte)' ' : Characters.ToLower(label[i]);
        }

        to[length++] = (byte)' ';
        return to[..length];
    }

    private static ReadOnlySpan<byte> Lower(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Characters.ToLower(from[i]);
        }

        return to[..from.Length];
    }

    // A word begins where no letter precedes: "tin" does not stand in "testing".
    private static bool HasAny(ReadOnlySpan<byte> text, ImmutableArray<byte[]> words, bool isInWord)
    {
        foreach (var word in words)
        {
            for (var from = 0; text[from..].IndexOf(word) is var at and >= 0; from += at + 1)
            {
                var isStart = from + at == 0 ? !isInWord : !Characters.IsAsciiLetter(text[from + at - 1]);
                if (isStart || !Characters.IsAsciiLetter(word[0]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
