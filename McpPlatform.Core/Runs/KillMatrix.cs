namespace McpPlatform.Core.Runs;

/// <summary>
/// The moments of the kill matrix, written as <see cref="KillPoints.Variable"/> takes them: a place, and how often it is passed before. Four
/// pipelines run side by side, so the first time finds the others at their beginning and a later one finds them ahead.
/// </summary>
public static class KillMatrix
{
    private const int Later = 3;

    /// <summary>All moments.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Both(KillPointCatalog.RunClaimed),
        .. Both(KillPointCatalog.RunBegun),
        .. KillPointCatalog.Nodes.Where(p => !IsOfFailure(p)).SelectMany(p => p.EndsWith(".saved", StringComparison.Ordinal) ? Both(p) : [p]),
        .. KillPointCatalog.Nodes.Where(IsOfFailure),
        .. KillPointCatalog.Sync.SelectMany(Both),
        .. KillPointCatalog.Postgres.SelectMany(p => IsOfDiscarding(p) ? [p] : Both(p)),
        .. Both(KillPointCatalog.RunBeforeEnd),
        .. Both(KillPointCatalog.RunEnded),
    ];

    /// <summary>Whether a moment comes only when a node fails.</summary>
    /// <param name="moment">The moment.</param>
    public static bool IsOfFailure(string moment) => moment.StartsWith("node.handle-error.", StringComparison.Ordinal);

    /// <summary>Whether a moment comes only when staged rows are thrown away, as after the loss of the snapshot of a partitioned read.</summary>
    /// <param name="moment">The moment.</param>
    public static bool IsOfDiscarding(string moment) => moment.StartsWith("discard.", StringComparison.Ordinal);

    private static IEnumerable<string> Both(string place) => [place, $"{place}#{Later}"];
}
