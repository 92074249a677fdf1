namespace McpPlatform.Client.Words;

/// <summary>A piece of two texts.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Differs">Whether only one of the texts has it.</param>
public sealed record TextPiece(string Text, bool Differs);

/// <summary>What differs between two texts, word by word.</summary>
public static class TextDiff
{
    // The table of the comparison has this many cells at most; beyond that, all that is not the same at both ends differs.
    private const int MostCells = 4_000_000;

    /// <summary>Both texts in pieces; put together, the pieces are the text.</summary>
    /// <param name="before">The former text.</param>
    /// <param name="after">The later text.</param>
    public static (IReadOnlyList<TextPiece> Before, IReadOnlyList<TextPiece> After) Between(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, now) = (Words(before), Words(after));
        var start = old.Zip(now).TakeWhile(p => p.First == p.Second).Count();
        var room = Math.Min(old.Count, now.Count) - start;
        var end = old.AsEnumerable().Reverse().Zip(now.AsEnumerable().Reverse()).TakeWhile(p => p.First == p.Second).Take(room).Count();
        var (oldKept, nowKept) = Kept(old[start..^end], now[start..^end]);
        return (Pieces(old, start, oldKept, end), Pieces(now, start, nowKept, end));
    }

    /// <summary>For each word of the middles, whether the other one has it at its place of the longest common sequence.</summary>
    private static (bool[] Old, bool[] Now) Kept(List<string> old, List<string> now)
    {
        var (oldKept, nowKept) = (new bool[old.Count], new bool[now.Count]);
        if ((long)old.Count * now.Count > MostCells)
        {
            return (oldKept, nowKept);
        }

        var lengths = Lengths(old, now);
        for (int i = 0, j = 0; i < old.Count && j < now.Count;)
        {
            if (old[i] == now[j])
            {
                (oldKept[i++], nowKept[j++]) = (true, true);
            }
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return (oldKept, nowKept);
    }

    private static int[,] Lengths(List<string> old, List<string> now)
    {
        var lengths = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
        {
            for (var j = now.Count - 1; j >= 0; j--)
            {
                lengths[i, j] = old[i] == now[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }

    private static List<TextPiece> Pieces(List<string> words, int start, bool[] kept, int end)
    {
        var pieces = new List<TextPiece>();
        for (var i = 0; i < words.Count; i++)
        {
            var differs = i >= start && i < words.Count - end && !kept[i - start];
            if (pieces is [.., var last] && last.Differs == differs)
            {
                pieces[^1] = last with { Text = last.Text + words[i] };
            }
            else
            {
                pieces.Add(new TextPiece(words[i], differs));
            }
        }

        return pieces;
    }

    // Words, and what stands between them.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            var inWord = char.IsLetterOrDigit(text[i]);
            while (i < text.Length && char.IsLetterOrDigit(text[i]) == inWord && (inWord || i == start || char.IsWhiteSpace(text[i]) == char.IsWhiteSpace(text[start])))
            {
                i++;
            }

            words.Add(text[start..i]);
        }

        return words;
    }
}
