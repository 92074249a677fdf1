namespace McpPlatform.Worker.Planning.Words;

/// <summary>A part of a sentence, from the words that begin it to the next part.</summary>
internal sealed class Clause(ClauseKind kind, Sentence sentence, int turn, int first, int end)
{
    public ClauseKind Kind { get; set; } = kind;

    public Sentence Sentence => sentence;

    public int Turn => turn;

    /// <summary>First token of the body.</summary>
    public int First => first;

    /// <summary>Token behind the body.</summary>
    public int End => end;

    /// <summary>Whether it began with a past participle: then it speaks of what stands before it ("email and phone masked").</summary>
    public bool LooksBack { get; init; }

    /// <summary>Streams its columns are confined to; empty for all.</summary>
    public HashSet<string> Scope { get; } = [];

    public IEnumerable<int> FreeNames() => Enumerable.Range(First, Math.Max(0, End - First)).Where(Sentence.IsFreeName);
}

/// <summary>What a part of a sentence speaks of.</summary>
internal enum ClauseKind
{
    Main,
    From,
    To,
    Place,
    As,
    With,
    By,
    Mask,
    Hash,
    Partial,

    /// <summary>What detectors find: "mask personal data in the notes".</summary>
    Detect,

    /// <summary>That nothing of the kind is wanted any more.</summary>
    DetectNot,
    Unmask,
    Without,
    Only,
    Rename,
    Cast,
    Where,
    Keys,
    Cursor,
}
