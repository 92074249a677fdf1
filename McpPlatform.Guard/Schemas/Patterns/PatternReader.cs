using System.Globalization;
using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Schemas.Patterns;

/// <summary>Reads a regular expression of ECMA-262 character by character.</summary>
internal sealed partial class PatternReader(string source)
{
    private int position;

    public bool AtEnd => position == source.Length;

    /// <summary>Names of the groups that capture, in order; <see langword="null"/> for those without a name.</summary>
    public static List<string?> GroupsOf(string source) =>
        [.. Token().Matches(source).Where(t => t.Value.StartsWith('(')).Select(t => t.Groups["name"].Success ? t.Groups["name"].Value : null)];

    public static bool RefersBack(string source) => Token().Matches(source).Any(t => t.Value is ['\\', >= '1' and <= '9' or 'k']);

    /// <summary>Takes one Unicode character.</summary>
    public int Take()
    {
        if (AtEnd)
        {
            throw new FormatException("a pattern ends too early");
        }

        var character = char.IsSurrogatePair(source, position) ? char.ConvertToUtf32(source, position) : source[position];
        position += character > char.MaxValue ? 2 : 1;
        return character;
    }

    public bool TryTake(string text)
    {
        var found = string.CompareOrdinal(source, position, text, 0, text.Length) == 0;
        position += found ? text.Length : 0;
        return found;
    }

    public bool IsNext(char character) => !AtEnd && source[position] == character;

    /// <summary>Takes the rest of a count such as <c>{2,5}</c>, whose brace was taken; <see langword="null"/> where the brace begins none.</summary>
    public string? TryTakeCount()
    {
        var match = Count().Match(source, position);
        if (!match.Success)
        {
            return null;
        }

        position += match.Length;
        var least = Bounded(match.Groups["least"].ValueSpan);
        var most = match.Groups["most"].Length == 0 ? least : Bounded(match.Groups["most"].ValueSpan);
        return most >= least ? "{" + match.Value : throw new FormatException("a pattern repeats at most fewer times than at least");
    }

    /// <summary>Takes a number that does not begin with zero.</summary>
    public int? TryTakeNumber()
    {
        var match = Number().Match(source, position);
        position += match.Length;
        return match.Success ? Bounded(match.ValueSpan) : null;
    }

    /// <summary>Takes a name with its closing bracket.</summary>
    public string TakeGroupName()
    {
        var match = GroupName().Match(source, position);
        position += match.Length;
        return match.Success ? match.Groups["name"].Value : throw new FormatException("a group of a pattern has no proper name");
    }

    /// <summary>Takes what follows a backslash and stands for one of some characters.</summary>
    public CharacterClass TakeClassEscape()
    {
        var escaped = Take();
        return escaped switch
        {
            'd' => CharacterClass.Digits,
            'D' => CharacterClass.Digits.Negated(),
            'w' => CharacterClass.Words,
            'W' => CharacterClass.Words.Negated(),
            's' => CharacterClass.Spaces,
            'S' => CharacterClass.Spaces.Negated(),
            'p' => UnicodeProperty.Of(TakeProperty()),
            'P' => UnicodeProperty.Of(TakeProperty()).Negated(),
            _ => CharacterClass.Of(Escaped(escaped)),
        };
    }

    private int Escaped(int escaped) => escaped switch
    {
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        '0' when AtEnd || !char.IsAsciiDigit(source[position]) => 0,
        'c' when !AtEnd && char.IsAsciiLetter(source[position]) => Take() % 32,
        'x' => TakeHex(2),
        'u' => TakeCodePoint(),
        _ when escaped < 128 && !char.IsAsciiLetterOrDigit((char)escaped) && escaped != '_' => escaped,
        _ => throw new FormatException($"a pattern has the unknown escape '\\{char.ConvertFromUtf32(char.IsSurrogate((char)escaped) ? '?' : escaped)}'"),
    };

    private int TakeCodePoint()
    {
        if (TryTake("{"))
        {
            var end = source.IndexOf('}', position);
            var code = end < 0 ? -1 : ParseHex(source.AsSpan(position, end - position));
            position = end + 1;
            return code is >= 0 and <= 0x10FFFF ? code : throw new FormatException("a pattern names no Unicode character");
        }

        var first = (char)TakeHex(4);
        var second = char.IsHighSurrogate(first) && string.CompareOrdinal(source, position, "\\u", 0, 2) == 0 ? LowSurrogateAt(position + 2) : null;
        position += second is null ? 0 : 6;
        return second is null ? first : char.ConvertToUtf32(first, second.Value);
    }

    private char? LowSurrogateAt(int start) =>
        start + 4 <= source.Length && (char)ParseHex(source.AsSpan(start, 4)) is var low && char.IsLowSurrogate(low) ? low : null;

    private int TakeHex(int length)
    {
        var code = position + length <= source.Length ? ParseHex(source.AsSpan(position, length)) : -1;
        position += length;
        return code >= 0 ? code : throw new FormatException("a pattern has an escape without its hexadecimal digits");
    }

    private string TakeProperty()
    {
        var end = IsNext('{') ? source.IndexOf('}', position) : -1;
        if (end < 0)
        {
            throw new FormatException("a pattern has a property without its name");
        }

        var name = source[(position + 1)..end];
        position = end + 1;
        return name;
    }

    private static int ParseHex(ReadOnlySpan<char> hex) =>
        hex.Length is > 0 and <= 6 && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : -1;

    private static int Bounded(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("a pattern has a number that is too large");

    // Skips what is escaped or stands in a class, so that only parentheses that open groups are left.
    [GeneratedRegex(@"\\[\s\S]?|\[(?:\\[\s\S]|[^\]\\])*\]?|\((?!\?)|\(\?<(?![=!])(?<name>[^>]*)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();

    [GeneratedRegex(@"\G(?<least>\d+)(?:,(?<most>\d*))?\}", RegexOptions.ECMAScript, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Count();

    [GeneratedRegex(@"\G[1-9][0-9]*", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\G(?<name>[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$]*)>", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex GroupName();
}
