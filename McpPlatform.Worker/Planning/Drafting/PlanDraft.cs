using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Worker.Planning.Grounding;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Drafting;

/// <summary>Turns a grounded wish into streams of a plan, with a reason for each choice and a question for each gap.</summary>
internal sealed class PlanDraft(Wish wish, ConnectionInfo destination, Catalog? standing)
{
    public IReadOnlyList<StreamPlan> Streams() => [.. wish.Streams.Select(Stream)];

    private StreamPlan Stream(WantedStream wanted, int index)
    {
        var field = $"streams[{index}]";
        var target = Target(wanted, index, field);
        var exists = standing is not null && TargetName.Find(destination, standing, target) is not null;
        var mode = Mode(wanted, target, exists, field);
        var cursor = mode is { } m && m.IsIncremental() ? Cursor(wanted, field) : null;
        var keys = Keys(wanted, mode, field);
        var selected = Selected(wanted, keys, cursor, field);
        return new StreamPlan
        {
            Name = wanted.Stream.Name,
            Namespace = wanted.Stream.Namespace,
            Target = target,
            SyncMode = mode ?? SyncMode.FullRefreshAppend,
            CursorField = cursor,
            PrimaryKey = keys,
            SelectedFields = selected,
            Transforms = [.. Transforms(wanted), .. new DetectDraft(wish, wanted, selected).Masks([.. keys, cursor ?? ""], field), .. Renames(wanted)],
        };
    }

    private string Target(WantedStream wanted, int index, string field)
    {
        if (wish.Answers.TryGetValue($"{field}.target", out var answer))
        {
            return answer;
        }

        var said = wanted.Target ?? (wish.Streams.Count == 1 ? wish.Target : null);
        if (said is not null)
        {
            wish.Because($"{field}.target", $"You named the target '{said}'.");
            return Qualify(said);
        }

        var name = TargetName.HasNamespaces(destination) ? Plain(StreamVocabulary.Stem(wanted.Stream)) : FileName(wanted.Stream);
        var twin = wish.Streams.Take(index).Any(s => StreamVocabulary.Stem(s.Stream) == StreamVocabulary.Stem(wanted.Stream));
        if (twin && wanted.Stream.Namespace is { } schema)
        {
            name = Plain($"{schema}_{name}");
        }

        wish.Because($"{field}.target", $"No target was named, so it takes the name of the stream: '{name}'.");
        return Qualify(name);
    }

    private string Qualify(string name) =>
        wish.TargetNamespace is { } schema && !name.Contains('.', StringComparison.Ordinal) && TargetName.HasNamespaces(destination) ? $"{schema}.{name}" : name;

    private static string FileName(CatalogStream stream) =>
        stream.Namespace is null ? stream.Name : $"{stream.Name}.csv";

    // A name that SQL reads without quotes.
    private static string Plain(string stem)
    {
        var name = new StringBuilder();
        foreach (var c in stem.ToLowerInvariant())
        {
            name.Append(char.IsLetterOrDigit(c) || c == '_' ? c : '_');
        }

        var plain = name.ToString().Trim('_');
        return plain.Length == 0 ? "data" : char.IsDigit(plain[0]) ? $"t_{plain}" : plain;
    }

    private SyncMode? Mode(WantedStream wanted, string target, bool exists, string field)
    {
        if (wish.Answers.TryGetValue($"{field}.syncMode", out var answer) && Said(answer) is { } answered)
        {
            return answered;
        }

        switch (wish.Mode)
        {
            case WantedMode.Overwrite:
                wish.Because($"{field}.syncMode", "You asked to replace what is there.");
                return SyncMode.FullRefreshOverwrite;
            case WantedMode.Append when wanted.Cursor is null:
                wish.Because($"{field}.syncMode", "You asked to add to what is there; everything is read each time.");
                return SyncMode.FullRefreshAppend;
            case WantedMode.Append or WantedMode.Incremental when wanted.Keys.Count == 0:
                wish.Because($"{field}.syncMode", "You asked for new rows only; they are added.");
                return SyncMode.IncrementalAppend;
            case WantedMode.Dedup or WantedMode.Append or WantedMode.Incremental:
                wish.Because($"{field}.syncMode", "You asked for new and changed rows, one row for each key.");
                return SyncMode.IncrementalDedup;
        }

        return Unsaid(wanted, target, exists, field);
    }

    private SyncMode? Unsaid(WantedStream wanted, string target, bool exists, string field)
    {
        if (wanted.Cursor is not null)
        {
            wish.Because($"{field}.syncMode", "You named a cursor, so only what is new is read.");
            return wanted.Keys.Count > 0 ? SyncMode.IncrementalDedup : SyncMode.IncrementalAppend;
        }

        if (!exists)
        {
            wish.Because($"{field}.syncMode", $"'{target}' does not exist yet; each run loads everything and replaces what the run before wrote.");
            return SyncMode.FullRefreshOverwrite;
        }

        wish.Ask($"{field}.syncMode", $"'{target}' exists in '{destination.Name}' already. Replace what is there, or add to it?",
        [
            new PlanChoice("full_refresh_overwrite", "replace what is there"),
            new PlanChoice("full_refresh_append", "add to what is there"),
            new PlanChoice("incremental_append", "add only new rows"),
            new PlanChoice("incremental_dedup", "add new rows and update changed ones"),
        ]);
        return null;
    }

    private string? Cursor(WantedStream wanted, string field)
    {
        var named = wish.Answers.TryGetValue($"{field}.cursorField", out var answer) && wanted.Stream.Columns.Any(c => c.Name == answer) ? answer : wanted.Cursor;
        if (named is not null)
        {
            return named;
        }

        var candidates = wanted.Stream.CursorFields.Count > 0
            ? wanted.Stream.CursorFields
            : [.. wanted.Stream.Columns.Where(c => c.Type.IsOrderable() && c.Type.Kind != TypeKind.Text).Select(c => c.Name)];
        if (candidates is [var only] && wanted.Stream.CursorFields.Count == 1)
        {
            wish.Because($"{field}.cursorField", $"'{only}' is the only column that can tell new rows from old ones.");
            return only;
        }

        if (candidates.Count == 0)
        {
            wish.Refusals.Add(new PlanReason($"{field}.cursorField", $"'{wanted.Stream.Name}' has no column whose values only grow, so new rows cannot be told from old ones. Load it whole instead."));
            return null;
        }

        wish.Ask($"{field}.cursorField", $"Which column of '{wanted.Stream.Name}' tells which rows are new?", candidates.Select(c => new PlanChoice(c, Describe(wanted, c))));
        return null;
    }

    private IReadOnlyList<string> Keys(WantedStream wanted, SyncMode? mode, string field)
    {
        if (wish.Answers.TryGetValue($"{field}.primaryKey", out var answer))
        {
            var keys = answer.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (keys.Length > 0 && keys.All(k => wanted.Stream.Columns.Any(c => c.Name == k)))
            {
                return keys;
            }
        }

        if (wanted.Keys.Count > 0 || mode != SyncMode.IncrementalDedup)
        {
            return wanted.Keys;
        }

        if (wanted.Stream.PrimaryKey.Count > 0)
        {
            wish.Because($"{field}.primaryKey", $"The primary key of '{wanted.Stream.Name}' identifies its rows.");
            return wanted.Stream.PrimaryKey;
        }

        wish.Ask($"{field}.primaryKey", $"Which column of '{wanted.Stream.Name}' identifies a row? (Several: separated by commas.)",
            wanted.Stream.Columns.Select(c => new PlanChoice(c.Name, Describe(wanted, c.Name))));
        return [];
    }

    private static string Describe(WantedStream wanted, string column) =>
        $"{column} ({wanted.Stream.Columns.FirstOrDefault(c => c.Name == column)?.Type.ToString() ?? "unknown"})";

    // Keys, cursor and filters work on columns that are taken, so those come along even when others were named.
    private List<string> Selected(WantedStream wanted, IReadOnlyList<string> keys, string? cursor, string field)
    {
        if (wanted.Only.Count == 0 && wanted.Without.Count == 0)
        {
            return [];
        }

        var named = wanted.Only.Count > 0 ? wanted.Only : wanted.Stream.Columns.Select(c => c.Name);
        var taken = named.Where(c => !wanted.Without.Contains(c)).ToList();
        foreach (var needed in keys.Concat(wanted.Filters.Select(f => f.Column)).Append(cursor).OfType<string>().Distinct().Where(c => !taken.Contains(c)))
        {
            taken.Add(needed);
            wish.Because($"{field}.selectedFields", $"Column '{needed}' comes along, because a key, the cursor or a filter needs it.");
        }

        return taken;
    }

    // Filters see the source's values, masks come before new names: so every step names columns as the source does.
    private static List<Transform> Transforms(WantedStream wanted) =>
    [
        .. wanted.Filters,
        .. wanted.Casts.Select(c => new CastTransform(c.Key, c.Value)),
        .. wanted.Masks.Select(m => new MaskTransform(m.Key, m.Value)),
    ];

    private static IEnumerable<Transform> Renames(WantedStream wanted) => wanted.Renames.Select(r => new RenameTransform(r.From, r.To));

    private static SyncMode? Said(string answer) => answer.Trim().ToLowerInvariant() switch
    {
        "full_refresh_overwrite" or "overwrite" or "replace" => SyncMode.FullRefreshOverwrite,
        "full_refresh_append" or "append" or "add" => SyncMode.FullRefreshAppend,
        "incremental_append" => SyncMode.IncrementalAppend,
        "incremental_dedup" => SyncMode.IncrementalDedup,
        _ => null,
    };
}
