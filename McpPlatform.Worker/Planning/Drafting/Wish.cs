using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Worker.Planning.Recognisers;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Drafting;

/// <summary>What all turns together ask for, as far as it is understood. Later turns have the last word.</summary>
internal sealed class Wish
{
    public List<Sentence> Sentences { get; } = [];

    public List<Clause> Clauses { get; } = [];

    /// <summary>Answers by field; words of a later turn about the same thing take them away again.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<PlanReason> Refusals { get; } = [];

    public List<PlanQuestion> Questions { get; } = [];

    public List<PlanReason> Reasons { get; } = [];

    public string? Name { get; set; }

    public WantedMode? Mode { get; set; }

    public SchemaPolicy? Policy { get; set; }

    public ScheduleWords? Schedule { get; set; }

    public Dictionary<string, string> SourceOptions { get; } = [];

    public string? Source { get; set; }

    public string? Destination { get; set; }

    /// <summary>Target named without a stream before it.</summary>
    public string? Target { get; set; }

    public string? TargetNamespace { get; set; }

    public List<WantedStream> Streams { get; } = [];

    public void Ask(string field, string question, IEnumerable<PlanChoice> choices)
    {
        if (Questions.All(q => q.Field != field))
        {
            Questions.Add(new PlanQuestion(field, question, [.. choices]));
        }
    }

    public void Because(string field, string reason) => Reasons.Add(new PlanReason(field, reason));

    /// <summary>Forgets answers that later words replace.</summary>
    public void Forget(string fieldEnding)
    {
        foreach (var field in Answers.Keys.Where(k => k.EndsWith(fieldEnding, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            Answers.Remove(field);
        }
    }
}

/// <summary>One stream that is wanted, and what is wanted of its columns.</summary>
internal sealed class WantedStream(CatalogStream stream)
{
    public CatalogStream Stream { get; set; } = stream;

    public string? Target { get; set; }

    public string? Cursor { get; set; }

    public List<string> Keys { get; } = [];

    public List<string> Only { get; } = [];

    public HashSet<string> Without { get; } = [];

    public List<(string From, string To)> Renames { get; } = [];

    public Dictionary<string, MaskMethod> Masks { get; } = [];

    /// <summary>Whether detectors look into every text.</summary>
    public bool LooksEverywhere { get; set; }

    public Dictionary<string, ColumnType> Casts { get; } = [];

    public List<FilterTransform> Filters { get; } = [];

    /// <summary>Takes every wish for detection back.</summary>
    public void LookNowhere()
    {
        LooksEverywhere = false;
        foreach (var column in Masks.Where(m => m.Value == MaskMethod.Detect).Select(m => m.Key).ToList())
        {
            Masks.Remove(column);
        }
    }
}

/// <summary>What words say about how rows arrive.</summary>
internal enum WantedMode
{
    Overwrite,
    Append,

    /// <summary>Only what is new.</summary>
    Incremental,

    /// <summary>What is new or changed, one row for each key.</summary>
    Dedup,
}
