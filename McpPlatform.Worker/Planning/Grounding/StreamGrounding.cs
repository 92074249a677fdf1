using System.Text.RegularExpressions;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>Finds which streams of the source the words name. A name that fits none, or several, becomes a question; none is invented.</summary>
internal sealed class StreamGrounding(PlanningWorld world, string source, Catalog catalog)
{
    private const string Use = "stream";
    private const int MostChoices = 12;

    private static readonly Regex Schema = Phrases.Of(@"(?:the )?schemas? (?<name>[\w$]+)|(?:the )?(?<name>[\w$]+) schema");

    private static readonly Regex Every = Phrases.Of(
        @"(?:all|every|each)(?: single)?(?: of)?(?: the| its| my| our)?(?: (?<kind>csv|json|jsonl|tsv))?(?: (?<noun>tables?|files?|streams?|datasets?))|(?:all|every|each)(?: of)?(?: the)? (?<kind>csv|json|jsonl|tsv)s?|(?<whole>everything|the (?:whole|entire) (?:database|folder|schema|thing|connection)|all (?:of it|data|the data)|all there is|all its data)|(?<noun>all)(?= ~)");

    private static readonly Regex CsvWord = new(@"^(csv|tsv|json|jsonl)s?$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private readonly Vocabulary<CatalogStream> vocabulary = StreamVocabulary.Of(catalog);

    public async Task ReadAsync(Wish wish, CancellationToken cancellationToken)
    {
        foreach (var turn in wish.Clauses.GroupBy(c => c.Turn))
        {
            var mentions = new List<Mention>();
            foreach (var clause in turn.Where(c => c.Kind is not (ClauseKind.To or ClauseKind.As or ClauseKind.Where or ClauseKind.Rename or ClauseKind.Cast)))
            {
                await ReadClauseAsync(clause, wish, mentions, cancellationToken);
            }

            Merge(turn, mentions, wish);
        }
    }

    /// <summary>Asks for the stream that was said and not found.</summary>
    public void AskUnknown(Wish wish, string said, int index)
    {
        var question = said.Length == 0
            ? $"Which of the streams in '{source}' should be moved?"
            : $"There is no '{said}' in '{source}'. Which one is meant?";
        wish.Ask($"streams[{index}].name", question, Choices(catalog.Streams, said));
    }

    private static IEnumerable<PlanChoice> Choices(IEnumerable<CatalogStream> streams, string said) =>
        Names.Closest(streams, said, s => s.Name).Take(MostChoices).Select(s => new PlanChoice(FullName(s), FullName(s)));

    public static string FullName(CatalogStream stream) => new StreamName(stream.Name, stream.Namespace).ToString();

    private async Task ReadClauseAsync(Clause clause, Wish wish, List<Mention> mentions, CancellationToken cancellationToken)
    {
        var columnsOnly = clause.Kind is ClauseKind.Mask or ClauseKind.Hash or ClauseKind.Partial or ClauseKind.DetectNot or ClauseKind.Unmask or ClauseKind.Keys
            or ClauseKind.Cursor or ClauseKind.By;
        if (!columnsOnly && clause.Kind != ClauseKind.Without)
        {
            ReadAll(clause, mentions);
        }

        for (var i = clause.First; i < clause.End && !columnsOnly; i++)
        {
            if (clause.Sentence.IsFree(i) && clause.Sentence.Tokens[i].Text.Contains('*', StringComparison.Ordinal))
            {
                await ReadGlobAsync(clause.Sentence, i, wish, mentions, cancellationToken);
            }
            else if (vocabulary.At(clause.Sentence, i, clause.End) is { } found)
            {
                var things = Narrow(clause.Sentence, i + found.Count, found.Things);
                var said = clause.Sentence.Original(i, i + found.Count - 1);
                if (clause.Kind == ClauseKind.Without && mentions.Sum(m => m.Streams.Count) < 2 && wish.Streams.Count < 2)
                {
                    continue;
                }

                clause.Sentence.Take(i, found.Count, Use);
                mentions.Add(new Mention(said, [.. things], clause, Excluded: clause.Kind == ClauseKind.Without));
            }
        }
    }

    // "all tables in schema sales", "every csv": the whole catalog, narrowed by what is said of it.
    private void ReadAll(Clause clause, List<Mention> mentions)
    {
        foreach (var phrase in clause.Sentence.Find(Every).Where(p => p.First >= clause.First && p.First < clause.End))
        {
            clause.Sentence.Take(phrase.First, phrase.Count, Use);
            var kind = phrase.Match.Groups["kind"].Value;
            var streams = catalog.Streams.Where(s => kind.Length == 0 || IsKind(s, kind)).ToList();
            mentions.Add(new Mention(phrase.Match.Value, streams, clause, All: true));
        }
    }

    private async Task ReadGlobAsync(Sentence sentence, int token, Wish wish, List<Mention> mentions, CancellationToken cancellationToken)
    {
        var glob = sentence.Tokens[token].Original;
        sentence.Take(token, 1, Use);
        var pattern = new Regex($"^{Regex.Escape(glob).Replace("\\*", "[^/]*", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        if (!catalog.Streams.Any(s => pattern.IsMatch(s.Name)))
        {
            AskUnknown(wish, glob, wish.Streams.Count);
        }
        else if (await world.ExamineAsync(source, new StreamName(glob), cancellationToken) is { } whole)
        {
            mentions.Add(new Mention(glob, [whole], null));
        }
        else
        {
            mentions.Add(new Mention(glob, [.. catalog.Streams.Where(s => pattern.IsMatch(s.Name))], null, All: true));
        }
    }

    private void Merge(IEnumerable<Clause> turn, List<Mention> mentions, Wish wish)
    {
        var first = turn.First();
        var instead = first.Turn > 0 && first.Sentence.Tokens.Exists(t => t.Text is "instead");
        if (instead && mentions.Count > 0)
        {
            wish.Streams.Clear();
        }

        NarrowBySchema(turn, mentions, wish);
        foreach (var mention in mentions.Where(m => !m.Excluded))
        {
            if (mention.Clause is { } clause && wish.Streams.Count > 0 && clause.Kind == ClauseKind.Place)
            {
                clause.Scope.UnionWith(mention.Streams.Select(FullName));
            }

            Add(mention, wish);
        }

        foreach (var stream in mentions.Where(m => m.Excluded).SelectMany(m => m.Streams))
        {
            wish.Streams.RemoveAll(s => s.Stream == stream);
        }
    }

    private void NarrowBySchema(IEnumerable<Clause> turn, List<Mention> mentions, Wish wish)
    {
        var sentence = turn.First().Sentence;
        var inTo = turn.Where(c => c.Kind == ClauseKind.To).ToList();
        foreach (var phrase in sentence.Find(Schema).Where(p => !inTo.Exists(c => p.First >= c.First && p.First < c.End)))
        {
            var name = phrase.Match.Groups["name"].Value;
            if (!catalog.Streams.Any(s => s.Namespace == name) && !catalog.Namespaces.Contains(name))
            {
                continue;
            }

            sentence.Take(phrase.First, phrase.Count, Use);
            if (mentions.Count == 0)
            {
                mentions.Add(new Mention($"schema {name}", [.. catalog.Streams.Where(s => s.Namespace == name)], null, All: true));
            }

            for (var i = 0; i < mentions.Count; i++)
            {
                mentions[i] = mentions[i] with { Streams = [.. mentions[i].Streams.Where(s => s.Namespace == name)] };
            }
        }

        foreach (var mention in mentions.Where(m => m is { All: true, Streams.Count: 0 }))
        {
            wish.Ask("streams[0].name", $"In '{source}' there is nothing that '{mention.Said}' fits. Which stream is meant?", Choices(catalog.Streams, mention.Said));
        }
    }

    private void Add(Mention mention, Wish wish)
    {
        var index = wish.Streams.Count;
        var chosen = wish.Answers.TryGetValue($"streams[{index}].name", out var answer) ? vocabulary.Find(answer) : [];
        var streams = chosen.Count == 1 ? chosen : mention.Streams;
        if (streams.Count > 1 && !mention.All)
        {
            wish.Ask($"streams[{index}].name", $"'{mention.Said}' can be any of {streams.Count} streams in '{source}'. Which one?", Choices(streams, mention.Said));
            return;
        }

        foreach (var stream in streams.Where(s => wish.Streams.All(w => w.Stream != s)))
        {
            wish.Streams.Add(new WantedStream(stream));
            mention.Clause?.Sentence.Mentioned.TryAdd(mention.Clause.First, FullName(stream));
        }
    }

    // "the airports csv" where airports.csv and airports.json stand.
    private static IReadOnlyList<CatalogStream> Narrow(Sentence sentence, int next, IReadOnlyList<CatalogStream> things)
    {
        if (things.Count < 2 || next >= sentence.Tokens.Count || !CsvWord.IsMatch(sentence.Tokens[next].Text))
        {
            return things;
        }

        var kind = sentence.Tokens[next].Text;
        return things.Where(t => IsKind(t, kind)).ToList() is { Count: > 0 } fitting ? fitting : things;
    }

    private static bool IsKind(CatalogStream stream, string kind)
    {
        var extension = "." + (kind.EndsWith('s') ? kind[..^1] : kind);
        return stream.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) || stream.Name.EndsWith(extension + ".gz", StringComparison.OrdinalIgnoreCase);
    }

    private sealed record Mention(string Said, List<CatalogStream> Streams, Clause? Clause, bool All = false, bool Excluded = false);
}
