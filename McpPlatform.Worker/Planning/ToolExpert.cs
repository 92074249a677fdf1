using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Grounding;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning;

/// <summary>Grounds a wish in what really stands: both connections, the streams, the target, the columns.</summary>
internal sealed class ToolExpert(PlanningWorld world)
{
    private readonly ConnectionGrounding connections = new(world);

    /// <summary>Both ends; <see langword="null"/> when one of them must be asked for first.</summary>
    public async Task<Ends?> GroundAsync(Wish wish, CancellationToken cancellationToken)
    {
        if (!SaysAnything(wish))
        {
            return null;
        }

        var destination = Destination(wish);
        var source = await SourceAsync(wish, destination, cancellationToken);
        if (source is null || destination is null)
        {
            AskForDestination(wish, destination);
            return null;
        }

        var (catalog, unreachable) = await world.CatalogAsync(source.Name, cancellationToken);
        if (catalog is null)
        {
            wish.Refusals.Add(new PlanReason(ConnectionGrounding.SourceField, $"Connection '{source.Name}' could not be reached: {unreachable}"));
            return null;
        }

        var streams = new StreamGrounding(world, source.Name, catalog);
        await streams.ReadAsync(wish, cancellationToken);
        var (unknown, database) = TargetGrounding.Read(wish);
        var resolved = ResolveUnknownTarget(wish, unknown, database, destination);
        FindStreamBehindTarget(wish, streams, catalog);
        if (wish.Streams.Count == 0 || !resolved)
        {
            AskForStream(wish, streams);
            return null;
        }

        AddAnswered(wish, catalog);
        await ExamineAsync(wish, source, cancellationToken);
        new ColumnGrounding(wish).Read();
        AskForRest(wish, streams);
        var (standing, down) = await world.CatalogAsync(destination.Name, cancellationToken);
        if (standing is null)
        {
            wish.Refusals.Add(new PlanReason(ConnectionGrounding.DestinationField, $"Connection '{destination.Name}' could not be reached: {down}"));
        }

        return new Ends(source, destination, standing);
    }

    private bool SaysAnything(Wish wish)
    {
        var said = wish.Source ?? wish.Destination;
        var names = wish.Sentences.Any(s => Enumerable.Range(0, s.Tokens.Count).Any(i => s.IsFreeName(i) && !StopWords.Contains(s.Tokens[i].Text)));
        if (said is not null || names || wish.Answers.Count > 0)
        {
            return true;
        }

        wish.Ask(ConnectionGrounding.SourceField, "What should be moved, and from where?", connections.Choices(""));
        return false;
    }

    private ConnectionInfo? Destination(Wish wish)
    {
        if (wish.Destination is null && wish.Source != ConnectionGrounding.Warehouse && world.Find(ConnectionGrounding.Warehouse) is { } warehouse)
        {
            wish.Because(ConnectionGrounding.DestinationField, $"No destination was named, so rows go to '{warehouse.Name}'.");
            return warehouse;
        }

        return world.Find(wish.Destination);
    }

    private void AskForDestination(Wish wish, ConnectionInfo? destination)
    {
        if (destination is null)
        {
            wish.Ask(ConnectionGrounding.DestinationField, "Where should the rows go?", connections.Choices("", c => c.Name != wish.Source && PlanningWorld.IsWritable(c)));
        }
    }

    private async Task<ConnectionInfo?> SourceAsync(Wish wish, ConnectionInfo? destination, CancellationToken cancellationToken)
    {
        if (world.Find(wish.Source) is { } named)
        {
            return named;
        }

        var holders = new List<(ConnectionInfo Connection, string Stream)>();
        foreach (var connection in world.Connections.Where(c => c.Name != destination?.Name))
        {
            var (catalog, _) = await world.CatalogAsync(connection.Name, cancellationToken);
            if (catalog is not null && FirstStream(wish, StreamVocabulary.Of(catalog)) is { } stream)
            {
                holders.Add((connection, stream));
            }
        }

        var unknown = UnknownSource(wish);
        if (unknown is not null && !holders.Exists(h => Names.Key(h.Stream).Contains(Names.Key(unknown), StringComparison.Ordinal)))
        {
            wish.Ask(ConnectionGrounding.SourceField, $"There is no connection '{unknown}'. Which connection should be read?", connections.Choices(unknown, c => c.Name != destination?.Name));
            return null;
        }

        return Choose(wish, holders, destination);
    }

    private ConnectionInfo? Choose(Wish wish, List<(ConnectionInfo Connection, string Stream)> holders, ConnectionInfo? destination)
    {
        if (holders is [var only])
        {
            wish.Because(ConnectionGrounding.SourceField, $"Only '{only.Connection.Name}' has '{only.Stream}'.");
            return only.Connection;
        }

        if (holders.Count > 1)
        {
            wish.Ask(ConnectionGrounding.SourceField, $"'{holders[0].Stream}' is in {string.Join(" and in ", holders.Select(h => $"'{h.Connection.Name}'"))}. Which one is meant?",
                holders.Select(h => new PlanChoice(h.Connection.Name, $"{h.Connection.Name} ({h.Connection.Connector})")).Append(new PlanChoice(ConnectionGrounding.Add, "Add a connection")));
        }
        else
        {
            wish.Ask(ConnectionGrounding.SourceField, "From which connection should be read?", connections.Choices("", c => c.Name != destination?.Name));
        }

        return null;
    }

    private static string? FirstStream(Wish wish, Vocabulary<CatalogStream> vocabulary)
    {
        foreach (var clause in wish.Clauses.Where(c => c.Kind is ClauseKind.Main or ClauseKind.From or ClauseKind.Place or ClauseKind.With or ClauseKind.Only))
        {
            for (var i = clause.First; i < clause.End; i++)
            {
                if (vocabulary.At(clause.Sentence, i, clause.End) is { } found)
                {
                    return clause.Sentence.Original(i, i + found.Count - 1);
                }
            }
        }

        return null;
    }

    // What stands behind "from" and is neither a file nor a table by its looks.
    private static string? UnknownSource(Wish wish)
    {
        foreach (var clause in wish.Clauses.Where(c => c.Kind == ClauseKind.From))
        {
            var words = clause.FreeNames().Where(i => !StopWords.Contains(clause.Sentence.Tokens[i].Text)).Select(i => clause.Sentence.Tokens[i].Original).ToList();
            if (words.Count > 0)
            {
                return string.Join(' ', words);
            }

            if (clause.End > clause.First)
            {
                return clause.Sentence.Original(clause.First, clause.End - 1);
            }
        }

        return null;
    }

    private bool ResolveUnknownTarget(Wish wish, string? unknown, bool database, ConnectionInfo destination)
    {
        if (unknown is null || wish.Answers.ContainsKey(ConnectionGrounding.DestinationField))
        {
            wish.Target ??= database ? null : unknown;
            return true;
        }

        var isStream = wish.Streams is [var only] && Names.Key(StreamVocabulary.Stem(only.Stream)) == Names.Key(unknown);
        if (!database && (isStream || wish.Destination is not null))
        {
            wish.Target ??= unknown;
            return true;
        }

        var fitting = connections.Choices(unknown, c => c.Name != wish.Source && PlanningWorld.IsWritable(c))
            .Select(c => database || c.Value == ConnectionGrounding.Add ? c : c with { Label = $"{c.Label}, as '{unknown}'" });
        wish.Ask(ConnectionGrounding.DestinationField, $"There is no connection '{unknown}'. Where should the rows go? ({destination.Name} would be the usual place.)", fitting);
        return false;
    }

    // "refresh the warehouse orders from the shop": the table to fill names the stream as well.
    private static void FindStreamBehindTarget(Wish wish, StreamGrounding streams, Catalog catalog)
    {
        if (wish.Streams.Count == 0 && wish.Target is { } target && StreamVocabulary.Of(catalog).Find(target) is [var only])
        {
            wish.Streams.Add(new WantedStream(only));
        }
        else if (wish.Streams.Count == 0 && wish.Answers.TryGetValue("streams[0].name", out var answer) && StreamVocabulary.Of(catalog).Find(answer) is [var answered])
        {
            wish.Streams.Add(new WantedStream(answered));
            if (wish.Clauses.Find(c => c.Kind is ClauseKind.Main or ClauseKind.From or ClauseKind.Only && Said(c).Count > 0) is { } clause)
            {
                Said(clause).ForEach(i => clause.Sentence.Take(i, 1, "answered"));
            }
        }
    }

    // Streams that were asked for beside the found ones.
    private static void AddAnswered(Wish wish, Catalog catalog)
    {
        while (wish.Answers.TryGetValue($"streams[{wish.Streams.Count}].name", out var answer)
            && StreamVocabulary.Of(catalog).Find(answer) is [var stream] && wish.Streams.TrueForAll(s => s.Stream != stream))
        {
            wish.Streams.Add(new WantedStream(stream));
        }
    }

    private static List<int> Said(Clause clause) =>
        [.. clause.FreeNames().Where(i => clause.Sentence.Tokens[i].Quoted || !StopWords.Contains(clause.Sentence.Tokens[i].Text))];

    private static void AskForStream(Wish wish, StreamGrounding streams)
    {
        if (wish.Streams.Count == 0 && wish.Questions.TrueForAll(q => !q.Field.EndsWith(".name", StringComparison.Ordinal)))
        {
            var unknown = wish.Clauses.Where(c => c.Kind is ClauseKind.Main or ClauseKind.From or ClauseKind.Only)
                .Select(c => string.Join(' ', Said(c).Select(i => c.Sentence.Tokens[i].Original)))
                .FirstOrDefault(s => s.Length > 0);
            streams.AskUnknown(wish, unknown ?? "", 0);
        }
    }

    // What is left over beside a found stream and looks like a name in the same list.
    private static void AskForRest(Wish wish, StreamGrounding streams)
    {
        foreach (var clause in wish.Clauses.Where(c => c.Kind is ClauseKind.Main or ClauseKind.From && c.Sentence.Uses(c.First, c.End, "stream")))
        {
            var answered = wish.Answers.Keys.Count(k => k.EndsWith("].name", StringComparison.Ordinal));
            foreach (var i in Said(clause).Where(i => Lists(clause, i)).ToList())
            {
                clause.Sentence.Take(i, 1, "asked");
                if (answered-- <= 0)
                {
                    streams.AskUnknown(wish, clause.Sentence.Tokens[i].Original, wish.Streams.Count);
                }
            }
        }
    }

    private static bool Lists(Clause clause, int i)
    {
        bool Joins(int at) => at >= clause.First && at < clause.End && clause.Sentence.Tokens[at].Text is "and" or ",";
        return Joins(i - 1) || Joins(i + 1) || (Joins(i - 2) && clause.Sentence.Tokens[i - 1].Text is "the") || clause.Sentence.Tokens[i].Text.EndsWith(".csv", StringComparison.Ordinal);
    }

    private async Task ExamineAsync(Wish wish, ConnectionInfo source, CancellationToken cancellationToken)
    {
        foreach (var wanted in wish.Streams.Where(w => w.Stream.Columns.Count == 0))
        {
            wanted.Stream = await world.ExamineAsync(source.Name, new StreamName(wanted.Stream.Name, wanted.Stream.Namespace), cancellationToken) ?? wanted.Stream;
        }
    }
}

/// <summary>Both ends of a plan, and what stands in the destination.</summary>
internal sealed record Ends(ConnectionInfo Source, ConnectionInfo Destination, Catalog? Standing);
