namespace McpPlatform.Contracts.Api;

/// <summary>Asks what policies would have decided about calls of the past, as the audit keeps them. Nothing is done.</summary>
public sealed record TryPolicies
{
    /// <summary>Policies by the names of their sets, as if they stood there and were enforced; <see langword="null"/> for the policies as they stand.</summary>
    public IReadOnlyDictionary<string, string>? Drafts { get; init; }

    /// <summary>Only calls that began then or later; <see langword="null"/> for all that are kept.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only calls that began before; <see langword="null"/> for up to now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most records to look at, newest first; 1 to 100,000, and 50,000 when left out.</summary>
    public int? Limit { get; init; }

    /// <summary>Goes on where another trial ended, as it named it.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What policies would have decided about calls of the past, compared with what was decided by policies then.</summary>
/// <param name="Calls">Calls that were looked at; those about which no policy is asked, such as lists, do not count.</param>
/// <param name="Same">Calls about which the same would have been decided.</param>
/// <param name="Refused">Calls that were allowed and would have been refused.</param>
/// <param name="Allowed">Calls that were refused and would have been allowed.</param>
/// <param name="Undecided">Calls of which too little is kept to decide.</param>
public sealed record PolicyTrial(long Calls, long Same, long Refused, long Allowed, long Undecided)
{
    /// <summary>Where it would have been different, by tool, most first; at most 50.</summary>
    public IReadOnlyList<TrialCount> ByTool { get; init => field = value ?? []; } = [];

    /// <summary>The same by principal.</summary>
    public IReadOnlyList<TrialCount> ByPrincipal { get; init => field = value ?? []; } = [];

    /// <summary>The same by the policy that would have decided.</summary>
    public IReadOnlyList<TrialCount> ByPolicy { get; init => field = value ?? []; } = [];

    /// <summary>Why calls could not be decided, most frequent first; at most 50.</summary>
    public IReadOnlyList<TrialGap> Gaps { get; init => field = value ?? []; } = [];

    /// <summary>The newest calls about which something else would have been decided; at most 20.</summary>
    public IReadOnlyList<TrialExample> Examples { get; init => field = value ?? []; } = [];

    /// <summary>When the oldest call began that was looked at; <see langword="null"/> without any.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Give it as <c>cursor</c> to go on with older calls; <see langword="null"/> when there are no more.</summary>
    public string? NextCursor { get; init; }
}

/// <summary>How many calls would have been decided differently.</summary>
/// <param name="Name">The tool, principal or policy.</param>
/// <param name="Refused">Calls that were allowed and would have been refused.</param>
/// <param name="Allowed">Calls that were refused and would have been allowed.</param>
public sealed record TrialCount(string Name, long Refused, long Allowed);

/// <summary>Why calls could not be decided.</summary>
/// <param name="Reason">What was not there.</param>
/// <param name="Calls">How many calls it concerns.</param>
public sealed record TrialGap(string Reason, long Calls);

/// <summary>A call about which something else would have been decided.</summary>
/// <param name="Chain">The chain of its record.</param>
/// <param name="Number">Its place in the chain.</param>
/// <param name="At">When it began.</param>
/// <param name="Principal">Who called.</param>
/// <param name="Rule">The rule of the record.</param>
/// <param name="WouldAllow">Whether it would have been allowed.</param>
/// <param name="WouldRule">The rule that would have decided.</param>
/// <param name="Name">The tool, prompt or address; <see langword="null"/> for none.</param>
public sealed record TrialExample(
    Guid Chain, long Number, DateTimeOffset At, string Principal, string Rule, bool WouldAllow, string WouldRule, string? Name = null);
