using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>Names of real things, found in sentences by key: as one token or as several in a row.</summary>
internal sealed class Vocabulary<T>
{
    private const int LongestName = 6;

    private readonly Dictionary<string, List<T>> byKey = new(StringComparer.Ordinal);

    public void Add(string name, T thing)
    {
        var key = Names.Key(name);
        if (key.Length == 0)
        {
            return;
        }

        if (!byKey.TryGetValue(key, out var things))
        {
            byKey[key] = things = [];
        }

        if (!things.Contains(thing))
        {
            things.Add(thing);
        }
    }

    public IReadOnlyList<T> Find(string name) => byKey.TryGetValue(Names.Key(name), out var things) ? things : [];

    /// <summary>The longest name that begins at a token.</summary>
    public (int Count, IReadOnlyList<T> Things)? At(Sentence sentence, int first, int end, bool alsoStopWords = false)
    {
        if (!sentence.IsFreeName(first))
        {
            return null;
        }

        for (var count = Math.Min(LongestName, end - first); count > 0; count--)
        {
            var range = Enumerable.Range(first, count).ToList();
            if (!range.All(sentence.IsFreeName) || (count > 1 && range.Exists(i => sentence.Tokens[i].Quoted)))
            {
                continue;
            }

            var single = sentence.Tokens[first];
            if (count == 1 && !alsoStopWords && !single.Quoted && StopWords.Contains(single.Text))
            {
                continue;
            }

            // "the orders" is found at "orders": a name does not begin or end with an article.
            if (count > 1 && (IsArticle(single.Text) || IsArticle(sentence.Tokens[first + count - 1].Text)))
            {
                continue;
            }

            if (Find(string.Join(' ', range.Select(i => sentence.Tokens[i].Original))) is { Count: > 0 } things)
            {
                return (count, things);
            }
        }

        return null;
    }

    private static bool IsArticle(string word) => word is "the" or "a" or "an" or "of" or "and" or "my" or "our" or "all" or "both";
}
