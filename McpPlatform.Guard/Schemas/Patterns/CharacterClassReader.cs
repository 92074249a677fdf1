namespace McpPlatform.Guard.Schemas.Patterns;

/// <summary>Reads a class such as <c>[^a-z\d]</c>, whose opening bracket was taken.</summary>
internal sealed class CharacterClassReader(PatternReader reader)
{
    public CharacterClass Read()
    {
        var isNegated = reader.TryTake("^");
        var members = new List<CharacterClass>();
        while (!reader.TryTake("]"))
        {
            members.Add(TakeMember());
        }

        var found = CharacterClass.Union(members);
        return isNegated ? found.Negated() : found;
    }

    private CharacterClass TakeMember()
    {
        var first = TakeOne();
        if (!reader.TryTake("-"))
        {
            return first;
        }

        if (reader.IsNext(']'))
        {
            return CharacterClass.Union([first, CharacterClass.Of('-')]);
        }

        var last = TakeOne();
        if (first.Single is not { } from || last.Single is not { } to)
        {
            // As in browsers, '-' beside a set such as \w stands for itself.
            return CharacterClass.Union([first, CharacterClass.Of('-'), last]);
        }

        return from <= to ? new CharacterClass([(from, to)]) : throw new FormatException("a pattern has a range that ends before it begins");
    }

    private CharacterClass TakeOne()
    {
        var character = reader.Take();
        return character != '\\' ? CharacterClass.Of(character)
            : reader.TryTake("b") ? CharacterClass.Of('\b')
            : reader.TakeClassEscape();
    }
}
