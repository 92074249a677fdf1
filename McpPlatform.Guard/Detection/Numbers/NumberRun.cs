using System.Runtime.CompilerServices;

namespace McpPlatform.Guard.Detection.Numbers;

/// <summary>Digits in a row.</summary>
/// <param name="Start">Where they begin.</param>
/// <param name="Length">How many.</param>
/// <param name="Before">The one sign between them and the group before; 0 for the first group of a run.</param>
internal readonly record struct DigitGroup(int Start, int Length, byte Before)
{
    public int End => Start + Length;
}

/// <summary>Groups of digits, each one sign from the next: what a number may look like on paper.</summary>
internal ref struct NumberRun
{
    /// <summary>A number of more groups than these is none that a detector knows.</summary>
    public const int MostGroupsOfANumber = 8;

    private const int MaxGroups = 24;
    private const int MaxDigits = 40;
    private Groups groups;

    /// <summary>Reads the run that begins at a digit. A group of more than 40 digits belongs to no run.</summary>
    public static NumberRun Read(ReadOnlySpan<byte> text, int start)
    {
        var run = new NumberRun { Text = text };
        var at = start;
        byte before = 0;
        while (run.Count < MaxGroups && DigitsAt(text, at) is var length and > 0)
        {
            run.groups[run.Count++] = new DigitGroup(at, length, before);
            at += length;
            if (length > MaxDigits || at + 1 >= text.Length || !IsSeparator(text[at]) || !Characters.IsDigit(text[at + 1]))
            {
                break;
            }

            before = text[at++];
        }

        return run;
    }

    public ReadOnlySpan<byte> Text { get; private init; }

    public int Count { get; private set; }

    /// <summary>Whether the text may go on with a further group, which there was no room for.</summary>
    public readonly bool IsCut => Count == MaxGroups;

    public readonly DigitGroup this[int index] => groups[index];

    /// <summary>Whether nothing that would be part of the same word or number touches the groups from one to another.</summary>
    public readonly bool StandsAlone(int first, int last) => BeginsAlone(first) && EndsAlone(last);

    /// <summary>Whether nothing after a group is part of the same word or number.</summary>
    public readonly bool EndsAlone(int last) => !Touches(groups[last], groups[last].End, 1);

    /// <summary>Whether nothing before a group is part of the same word or number.</summary>
    public readonly bool BeginsAlone(int first) => !Touches(groups[first], groups[first].Start - 1, -1);

    /// <summary>Copies the digits of some groups.</summary>
    /// <returns>How many; -1 when there is no room.</returns>
    public readonly int CopyDigits(int first, int count, Span<byte> to)
    {
        var length = 0;
        for (var i = first; i < first + count; i++)
        {
            var group = groups[i];
            if (length + group.Length > to.Length)
            {
                return -1;
            }

            Text.Slice(group.Start, group.Length).CopyTo(to[length..]);
            length += group.Length;
        }

        return length;
    }

    /// <summary>Whether the groups from <paramref name="first"/> on have these lengths, with one and the same sign of <paramref name="separators"/> between them.</summary>
    public readonly bool Has(int first, ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> separators)
    {
        if (first + lengths.Length > Count || groups[first].Length != lengths[0])
        {
            return false;
        }

        for (var i = 1; i < lengths.Length; i++)
        {
            var group = groups[first + i];
            if (group.Length != lengths[i] || group.Before != groups[first + 1].Before || !separators.Contains(group.Before))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSeparator(byte value) => value is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/';

    private static int DigitsAt(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end < text.Length && Characters.IsDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }

    // "1.5" touches what follows "1": a point or hyphen between digits is part of the number, and so is a comma beside thousands, but not in a row of cells.
    private readonly bool Touches(DigitGroup group, int at, int direction)
    {
        if ((uint)at >= (uint)Text.Length)
        {
            return false;
        }

        var value = Text[at];
        var next = at + direction;
        if (direction < 0 && next >= 0 && Text[next] == '\\' && value is (byte)'n' or (byte)'r' or (byte)'t')
        {
            return false;
        }

        return Characters.IsWord(value) || value == '_'
            || ((value is (byte)'.' or (byte)'-' || (value == ',' && IsOfThousands(group))) && (uint)next < (uint)Text.Length && Characters.IsDigit(Text[next]));
    }

    // "1,234" is one number; "7,043-59-5901" and "7,10.0.4.11" are two.
    private readonly bool IsOfThousands(DigitGroup group) => group.Length <= 3 && !(group.End < Text.Length && Text[group.End] is (byte)'-' or (byte)'.');

    [InlineArray(MaxGroups)]
    private struct Groups
    {
        private DigitGroup first;
    }
}
