using System.Text.RegularExpressions;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>Finds how the words call what is written: "into the table planes", "as planes", "into the sales schema".</summary>
internal static class TargetGrounding
{
    private const string Use = "target";

    private static readonly Regex Schema = Phrases.Of(@"(?:the )?schema (?:called |named )?(?<name>[\w$]+)|(?:the |a )?(?<name>[\w$]+) schema");

    private static readonly HashSet<string> NotNames =
        ["cursor", "key", "keys", "primary", "csv", "json", "jsonl", "tsv", "text", "number", "string", "usual", "before", "possible", "soon", "follows", "well", "needed", "is"];

    private static readonly HashSet<string> TableWords = ["table", "file", "tables", "called", "named"];

    private static readonly HashSet<string> ConnectionWords = ["database", "db", "connection", "server", "postgres", "postgresql", "bucket", "system", "account"];

    /// <summary>What the words call the target, and the words after "to" that may be a connection nobody knows.</summary>
    public static (string? Unknown, bool Database) Read(Wish wish)
    {
        (string? Unknown, bool Database) unknown = (null, false);
        foreach (var clause in wish.Clauses.Where(c => c.Kind is ClauseKind.To or ClauseKind.As))
        {
            ReadSchema(clause, wish);
            var all = Enumerable.Range(clause.First, clause.End - clause.First).ToList();
            var names = Run(clause);
            if (names.Count == 0)
            {
                continue;
            }

            var said = string.Join('_', names.Select(i => clause.Sentence.Tokens[i].Original));
            bool Has(HashSet<string> words) => all.Exists(i => words.Contains(clause.Sentence.Tokens[i].Text));
            var table = clause.Kind == ClauseKind.As || Has(TableWords) || clause.Sentence.Tokens[names[0]].Quoted
                || said.Contains('_', StringComparison.Ordinal) || said.Contains('.', StringComparison.Ordinal) || SaysDestination(clause);
            if (table && !Has(ConnectionWords))
            {
                clause.Sentence.Take(names[0], names[^1] - names[0] + 1, Use);
                Set(wish, clause, said);
            }
            else if (clause.Turn == 0 || Has(ConnectionWords))
            {
                unknown = (said, Has(ConnectionWords));
                clause.Sentence.Take(names[0], names[^1] - names[0] + 1, Use);
            }
        }

        return unknown;
    }

    private static void ReadSchema(Clause clause, Wish wish)
    {
        foreach (var phrase in clause.Sentence.Find(Schema).Where(p => p.First >= clause.First && p.First < clause.End))
        {
            wish.TargetNamespace = phrase.Match.Groups["name"].Value;
            clause.Sentence.Take(phrase.First, phrase.Count, Use);
        }
    }

    // The first words in a row that can be a name.
    private static List<int> Run(Clause clause)
    {
        var run = new List<int>();
        for (var i = clause.First; i < clause.End; i++)
        {
            var token = clause.Sentence.Tokens[i];
            var name = clause.Sentence.IsFreeName(i) && (token.Quoted || !(StopWords.Contains(token.Text) || NotNames.Contains(token.Text)));
            if (name)
            {
                run.Add(i);
            }
            else if (run.Count > 0)
            {
                break;
            }
        }

        return run;
    }

    // "to planes in the warehouse": the place follows, so what stands before it is the table.
    private static bool SaysDestination(Clause clause) => clause.Sentence.Uses(clause.First, Math.Min(clause.Sentence.Tokens.Count, clause.End + 4), "connection");

    private static void Set(Wish wish, Clause clause, string said)
    {
        var before = clause.Sentence.Mentioned.Where(m => m.Key < clause.First).OrderBy(m => m.Key).LastOrDefault().Value;
        var stream = wish.Streams.Count > 1 ? wish.Streams.Find(s => StreamGrounding.FullName(s.Stream) == before) : null;
        if (stream is not null && clause.Kind == ClauseKind.As)
        {
            stream.Target = said;
        }
        else
        {
            wish.Target = said;
        }

        wish.Forget(".target");
    }
}
