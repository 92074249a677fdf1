using System.Globalization;
using System.Text;

namespace McpPlatform.Guard.Schemas.Patterns;

/// <summary>A set of Unicode characters, written as a regular expression of .NET, whose characters are halves of some of them.</summary>
/// <param name="Ranges">Ranges of characters, both ends within.</param>
/// <param name="Categories">General categories as .NET writes them, such as <c>\p{Lu}</c>. They are known within the Basic Multilingual Plane only.</param>
/// <param name="IsNegated">Whether all but these are meant.</param>
internal sealed record CharacterClass(IReadOnlyList<(int From, int To)> Ranges, string Categories = "", bool IsNegated = false)
{
    private const int FirstSupplementary = 0x10000;
    private const int Last = 0x10FFFF;
    private const string Surrogates = @"\uD800-\uDFFF";
    private static readonly (int From, int To)[] Supplementary = [(FirstSupplementary, Last)];

    public static readonly CharacterClass Digits = new([('0', '9')]);
    public static readonly CharacterClass Words = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    public static readonly CharacterClass LineTerminators = new([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]);

    public static readonly CharacterClass Spaces = new(
        [('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]);

    public static CharacterClass Of(int character) => new([(character, character)]);

    /// <summary>The character, where there is only one.</summary>
    public int? Single => Ranges is [var (from, to)] && from == to && Categories.Length == 0 && !IsNegated ? from : null;

    public CharacterClass Negated() => this with { IsNegated = !IsNegated };

    /// <summary>All characters of some sets.</summary>
    public static CharacterClass Union(IReadOnlyList<CharacterClass> sets) =>
        new([.. sets.SelectMany(s => s.PositiveRanges())], string.Concat(sets.Select(s => s.PositiveCategories())));

    public string ToRegex()
    {
        if (Single is { } single and (< 0xD800 or (> 0xDFFF and < FirstSupplementary)))
        {
            return Escape(single);
        }

        var known = Categories.Length == 0;
        var ranges = known ? Positive() : Merged();
        var basic = known ? Basic(ranges) : $"{(IsNegated ? "^" : "")}{Basic(ranges)}{Categories}-[{Surrogates}]";
        var pairs = Pairs(known || !IsNegated ? ranges : Complement(ranges));
        return (basic.Length, pairs.Count) switch
        {
            (0, 0) => @"[^\s\S]",
            (_, 0) => $"[{basic}]",
            (0, _) => $"(?:{string.Join('|', pairs)})",
            _ => $"(?:[{basic}]|{string.Join('|', pairs)})",
        };
    }

    private List<(int From, int To)> Positive() => IsNegated ? Complement(Merged()) : Merged();

    private IEnumerable<(int From, int To)> PositiveRanges() => Categories.Length == 0 ? Positive() : IsNegated ? Supplementary : Ranges;

    // Which characters beyond the Basic Multilingual Plane have a category is not known: none has, so all have the opposite.
    private string PositiveCategories() => IsNegated ? Categories.Replace(@"\p", @"\P", StringComparison.Ordinal) : Categories;

    private List<(int From, int To)> Merged()
    {
        var merged = new List<(int From, int To)>();
        foreach (var (from, to) in Ranges.Order())
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(to, merged[^1].To));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return merged;
    }

    private static List<(int From, int To)> Complement(List<(int From, int To)> ranges)
    {
        var gaps = new List<(int From, int To)>();
        var next = 0;
        foreach (var (from, to) in ranges)
        {
            gaps.Add((next, from - 1));
            next = to + 1;
        }

        gaps.Add((next, Last));
        gaps.RemoveAll(g => g.From > g.To);
        return gaps;
    }

    private static string Basic(List<(int From, int To)> ranges)
    {
        var text = new StringBuilder();
        foreach (var (from, to) in ranges)
        {
            AppendRange(text, from, Math.Min(to, 0xD7FF));
            AppendRange(text, Math.Max(from, 0xE000), Math.Min(to, 0xFFFF));
        }

        return text.ToString();
    }

    private static List<string> Pairs(List<(int From, int To)> ranges)
    {
        var pairs = new List<string>();
        foreach (var (start, to) in ranges.Where(r => r.To >= FirstSupplementary))
        {
            var from = Math.Max(start, FirstSupplementary);
            var (first, last) = (High(from), High(to));
            if (first == last)
            {
                pairs.Add($"{Escape(first)}[{Escape(Low(from))}-{Escape(Low(to))}]");
                continue;
            }

            // Whole blocks between the first and the last half are one alternative.
            var (begin, end) = (Low(from) == 0xDC00 ? first : first + 1, Low(to) == 0xDFFF ? last : last - 1);
            pairs.AddRange(begin > first ? [$@"{Escape(first)}[{Escape(Low(from))}-\uDFFF]"] : []);
            pairs.AddRange(begin <= end ? [$@"[{Escape(begin)}-{Escape(end)}][\uDC00-\uDFFF]"] : []);
            pairs.AddRange(end < last ? [$@"{Escape(last)}[\uDC00-{Escape(Low(to))}]"] : []);
        }

        return pairs;
    }

    private static void AppendRange(StringBuilder text, int from, int to)
    {
        if (from <= to)
        {
            text.Append(Escape(from)).Append(from == to ? "" : "-" + Escape(to));
        }
    }

    private static int High(int character) => 0xD800 + ((character - FirstSupplementary) >> 10);

    private static int Low(int character) => 0xDC00 + ((character - FirstSupplementary) & 0x3FF);

    private static string Escape(int character) => character < 128 && char.IsAsciiLetterOrDigit((char)character)
        ? ((char)character).ToString()
        : $"\\u{character.ToString("X4", CultureInfo.InvariantCulture)}";
}
