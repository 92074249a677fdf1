using McpPlatform.Contracts.Planning;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>Finds which connections the words name, and at which end.</summary>
internal sealed class ConnectionGrounding(PlanningWorld world)
{
    public const string SourceField = "source.connection";
    public const string DestinationField = "destination.connection";
    public const string Add = "add";
    public const string Warehouse = "warehouse";

    private static readonly string[] Generic = ["db", "database", "postgres", "pg", "files", "folder", "data", "server", "prod", "production", "system"];
    private static readonly string[] Extensions = ["csv", "tsv", "json", "jsonl", "ndjson", "gz", "txt"];

    private readonly Vocabulary<ConnectionInfo> vocabulary = Build(world.Connections);

    /// <summary>Cuts "warehouse.public.orders" and "samples/airports.csv" behind the connection's name.</summary>
    public void Split(Sentence sentence)
    {
        for (var i = 0; i < sentence.Tokens.Count; i++)
        {
            var token = sentence.Tokens[i];
            var at = token.Original.IndexOfAny(['.', '/', ':']);
            if (token.Quoted || at <= 0 || at == token.Original.Length - 1 || Extensions.Contains(token.Text[(at + 1)..])
                || world.Connections.All(c => c.Name != token.Text[..at]))
            {
                continue;
            }

            var rest = token.Original[(at + 1)..];
            sentence.Tokens[i] = token with { Text = token.Text[..at], Original = token.Original[..at], Length = at };
            sentence.Insert(i + 1, new Token(rest.ToLowerInvariant(), rest, token.Start + at + 1, rest.Length, Quoted: true));
        }
    }

    /// <summary>Reads every turn's connections into the wish.</summary>
    public void Read(Wish wish)
    {
        foreach (var turn in wish.Clauses.GroupBy(c => c.Turn))
        {
            var neutral = new List<string>();
            foreach (var clause in turn.Where(c => c.Kind is ClauseKind.Main or ClauseKind.From or ClauseKind.To or ClauseKind.Place
                or ClauseKind.With or ClauseKind.By or ClauseKind.As or ClauseKind.Without or ClauseKind.Only))
            {
                foreach (var name in Mentions(clause))
                {
                    Place(Role(clause), name, wish, neutral);
                }
            }

            FillIn(neutral, wish);
        }

        wish.Source = Answered(wish, SourceField) ?? wish.Source;
        wish.Destination = Answered(wish, DestinationField) ?? wish.Destination;
    }

    public ConnectionInfo? ByName(string said) => vocabulary.Find(said) is [var only] ? only : null;

    public IEnumerable<PlanChoice> Choices(string said, Func<ConnectionInfo, bool>? fits = null) =>
        Names.Closest(world.Connections.Where(c => fits?.Invoke(c) ?? true), said, c => c.Name)
            .Select(c => new PlanChoice(c.Name, $"{c.Name} ({c.Connector})"))
            .Append(new PlanChoice(Add, "Add a connection"));

    private string? Answered(Wish wish, string field) =>
        wish.Answers.TryGetValue(field, out var answer) ? ByName(answer)?.Name : null;

    private IEnumerable<string> Mentions(Clause clause)
    {
        for (var i = clause.First; i < clause.End; i++)
        {
            if (vocabulary.At(clause.Sentence, i, clause.End) is { } found && found.Things.Count == 1)
            {
                clause.Sentence.Take(i, found.Count, "connection");
                yield return found.Things[0].Name;
            }
        }
    }

    // "put it in the inbox": with such a verb the place is where it goes, unless a destination is said besides.
    private static ClauseKind Role(Clause clause)
    {
        var puts = clause.Kind == ClauseKind.Place && clause.Sentence.Tokens.Exists(t => t.Text is "put" or "store" or "save" or "land" or "drop" or "stored")
            && !clause.Sentence.Tokens.Exists(t => t.Text is "into" or "to");
        return puts ? ClauseKind.To : clause.Kind;
    }

    private static void Place(ClauseKind kind, string name, Wish wish, List<string> neutral)
    {
        if (kind == ClauseKind.From)
        {
            wish.Source = name;
            wish.Answers.Remove(SourceField);
        }
        else if (kind == ClauseKind.To)
        {
            wish.Destination = name;
            wish.Answers.Remove(DestinationField);
        }
        else
        {
            neutral.Add(name);
        }
    }

    // "put orders of the shop in the warehouse": what no preposition tells is told by which end is still open; the source comes first.
    private static void FillIn(List<string> neutral, Wish wish)
    {
        foreach (var name in neutral.Where(n => n != wish.Source && n != wish.Destination))
        {
            var toDestination = wish.Source is not null && wish.Destination is null;
            var alone = wish.Source is null && wish.Destination is null && neutral.Distinct().Count() == 1 && name == Warehouse;
            if (toDestination || alone)
            {
                wish.Destination = name;
            }
            else if (wish.Source is null)
            {
                wish.Source = name;
            }
        }
    }

    private static Vocabulary<ConnectionInfo> Build(IReadOnlyList<ConnectionInfo> connections)
    {
        var vocabulary = new Vocabulary<ConnectionInfo>();
        foreach (var connection in connections)
        {
            vocabulary.Add(connection.Name, connection);
        }

        foreach (var connection in connections)
        {
            var parts = connection.Name.Split('-', '_').Where(p => !Generic.Contains(p)).ToList();
            var bare = string.Join(' ', parts);
            if (parts.Count > 0 && vocabulary.Find(bare).Count == 0)
            {
                vocabulary.Add(bare, connection);
            }

            // Common words for the one warehouse every installation has.
            if (connection.Name == Warehouse)
            {
                vocabulary.Add("data warehouse", connection);
                vocabulary.Add("dwh", connection);
            }
        }

        return vocabulary;
    }
}
