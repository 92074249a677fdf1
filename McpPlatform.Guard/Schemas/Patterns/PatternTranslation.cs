using System.Globalization;
using System.Text;

namespace McpPlatform.Guard.Schemas.Patterns;

/// <summary>
/// Turns a regular expression of ECMA-262 with Unicode semantics into one of .NET that means the same: <c>$</c> is the end alone, <c>\d</c> and
/// <c>\w</c> are ASCII, a character outside the Basic Multilingual Plane is one character, a group that took no part refers to nothing. As in
/// browsers, braces and brackets that open nothing, and escaped punctuation, stand for themselves. Refused: flags in groups, properties other
/// than general categories.
/// </summary>
internal sealed class PatternTranslation(string source)
{
    private const int MaxGroups = 100;
    private const string WordStart = "(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])";
    private const string WordEnd = "(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])";
    private readonly StringBuilder output = new();
    private readonly PatternReader reader = new(source);
    private readonly Stack<bool> open = new();
    private readonly List<string?> groups = PatternReader.GroupsOf(source);
    private int opened;
    private bool canRepeat;

    /// <exception cref="FormatException">It is not well-formed, or not supported.</exception>
    public string Run()
    {
        if (groups.OfType<string>().Distinct().Count() != groups.OfType<string>().Count())
        {
            throw new FormatException("two groups of a pattern have the same name");
        }

        var keepsGroups = PatternReader.RefersBack(source);
        while (!reader.AtEnd)
        {
            Translate(reader.Take(), keepsGroups);
        }

        return open.Count == 0 ? output.ToString() : throw new FormatException("a group of a pattern is not closed");
    }

    private void Translate(int character, bool keepsGroups)
    {
        switch (character)
        {
            case '^' or '$' or '|':
                Append(character switch { '^' => "^", '$' => "\\z", _ => "|" }, repeatable: false);
                break;
            case '.':
                Append(CharacterClass.LineTerminators.Negated().ToRegex(), repeatable: true);
                break;
            case '(':
                OpenGroup(keepsGroups);
                break;
            case ')':
                CloseGroup();
                break;
            case '[':
                Append(new CharacterClassReader(reader).Read().ToRegex(), repeatable: true);
                break;
            case '\\':
                Escape();
                break;
            case '*' or '+' or '?':
                Repeat(((char)character).ToString());
                break;
            case '{' when reader.TryTakeCount() is { } count:
                Repeat(count);
                break;
            default:
                Append(CharacterClass.Of(character).ToRegex(), repeatable: true);
                break;
        }
    }

    private void Append(string regex, bool repeatable)
    {
        output.Append(regex);
        canRepeat = repeatable;
    }

    private void Repeat(string count)
    {
        if (!canRepeat)
        {
            throw new FormatException("a pattern repeats nothing");
        }

        Append(count + (reader.TryTake("?") ? "?" : ""), repeatable: false);
    }

    private void OpenGroup(bool keepsGroups)
    {
        var around = new[] { "?:", "?=", "?!", "?<=", "?<!" }.FirstOrDefault(reader.TryTake);
        if (around is null && reader.TryTake("?<"))
        {
            reader.TakeGroupName();
        }
        else if (around is null && reader.IsNext('?'))
        {
            throw new FormatException("a group of a pattern begins in a way that ECMA-262 does not know, or has flags, which are not supported");
        }

        opened += around is null ? 1 : 0;
        open.Push(around is null or "?:");
        if (open.Count > MaxGroups)
        {
            throw new FormatException($"a pattern has more than {MaxGroups} groups within each other");
        }

        Append($"({around ?? (keepsGroups ? $"?<{opened}>" : "?:")}", repeatable: false);
    }

    private void CloseGroup()
    {
        if (!open.TryPop(out var repeatable))
        {
            throw new FormatException("a pattern closes a group that it does not open");
        }

        Append(")", repeatable);
    }

    private void Escape()
    {
        if (reader.TryTake("b"))
        {
            Append($"(?:{WordStart}|{WordEnd})", repeatable: false);
        }
        else if (reader.TryTake("B"))
        {
            Append($"(?!{WordStart}|{WordEnd})", repeatable: false);
        }
        else if (reader.TryTake("k<"))
        {
            ReferBack(groups.IndexOf(reader.TakeGroupName()) + 1);
        }
        else if (reader.TryTakeNumber() is { } number)
        {
            ReferBack(number);
        }
        else
        {
            Append(reader.TakeClassEscape().ToRegex(), repeatable: true);
        }
    }

    private void ReferBack(int group)
    {
        if (group < 1 || group > groups.Count)
        {
            throw new FormatException("a pattern refers to a group that it does not have");
        }

        var number = group.ToString(CultureInfo.InvariantCulture);
        Append($"(?({number})\\k<{number}>|)", repeatable: true);
    }
}
