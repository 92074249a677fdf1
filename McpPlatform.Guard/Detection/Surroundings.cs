using System.Collections.Immutable;

namespace McpPlatform.Guard.Detection;

/// <summary>A text and what it is the value of.</summary>
/// <param name="text">The text, in UTF-8.</param>
/// <param name="label">The name it stands under, such as a property's; empty for none.</param>
internal readonly ref struct Surroundings(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
{
    /// <summary>How far before a piece of data words still speak of it, in bytes.</summary>
    public const int Reach = 48;

    public ReadOnlySpan<byte> Text { get; } = text;

    public ReadOnlySpan<byte> Label { get; } = label;

    /// <summary>Whether one of the words stands shortly before a place, or in the label.</summary>
    public bool Speak(int at, ImmutableArray<byte[]> words)
    {
        Span<byte> lower = stackalloc byte[Reach];
        var before = Lower(Text[Math.Max(0, at - Reach)..at], lower);
        if (HasAny(before, words))
        {
            return true;
        }

        return LabelSpeaks(words);
    }

    /// <summary>Whether one of the words stands in the label.</summary>
    public bool LabelSpeaks(ImmutableArray<byte[]> words)
    {
        Span<byte> spaced = stackalloc byte[2 * Reach];
        return !Label.IsEmpty && HasAny(AsWords(Label.Length > Reach ? Label[..Reach] : Label, spaced), words);
    }

    // customerPhone and customer_phone both say "customer phone".
    private static ReadOnlySpan<byte> AsWords(ReadOnlySpan<byte> label, Span<byte> to)
    {
        var length = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (i > 0 && Characters.IsUpper(label[i]) && !Characters.IsUpper(label[i - 1]))
            {
                to[length++] = (byte)' ';
            }

            to[length++] = label[i] is (byte)'_' or (byte)'-' or (byte)'.' ? (byte)' ' : Characters.ToLower(label[i]);
        }

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
    private static bool HasAny(ReadOnlySpan<byte> text, ImmutableArray<byte[]> words)
    {
        foreach (var word in words)
        {
            for (var from = 0; text[from..].IndexOf(word) is var at and >= 0; from += at + 1)
            {
                if (from + at == 0 || !Characters.IsAsciiLetter(text[from + at - 1]) || !Characters.IsAsciiLetter(word[0]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
