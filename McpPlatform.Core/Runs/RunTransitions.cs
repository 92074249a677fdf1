using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Runs;

/// <summary>Which node may follow which. The kill matrix is generated from this table.</summary>
public static class RunTransitions
{
    private static readonly (RunNode From, RunNode To)[] Forward =
    [
        (RunNode.InitializeRun, RunNode.GetSourceCredentials),
        (RunNode.GetSourceCredentials, RunNode.CheckSourceConnection),
        (RunNode.CheckSourceConnection, RunNode.DiscoverSourceSchema),
        (RunNode.DiscoverSourceSchema, RunNode.RunDataSync),
        (RunNode.RunDataSync, RunNode.CommitFinalState),
    ];

    /// <summary>All transitions: forward ones, and from each node to <see cref="RunNode.HandleError"/>.</summary>
    public static IReadOnlyList<(RunNode From, RunNode To)> All { get; } =
        [.. Forward, .. Enum.GetValues<RunNode>().Where(n => n != RunNode.HandleError).Select(n => (n, RunNode.HandleError))];

    /// <summary>Whether a node may follow another.</summary>
    /// <param name="from">The present node.</param>
    /// <param name="to">The next.</param>
    public static bool MayFollow(RunNode from, RunNode to) => All.Contains((from, to));
}
