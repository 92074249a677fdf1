using McpPlatform.Core.Runs;

namespace McpPlatform.Tests.Journeys;

/// <summary>What must have happened for a moment of the kill matrix to come at all.</summary>
internal static class KillMoment
{
    /// <summary>A node must fail: the shop refuses connections.</summary>
    public static bool IsOfFailure(string? moment) => moment?.StartsWith("node.handle-error.", StringComparison.Ordinal) == true;

    /// <summary>Staged rows must be thrown away, as those of a read in partitions are when its snapshot is lost.</summary>
    public static bool IsOfDiscarding(string? moment) => moment?.StartsWith("discard.", StringComparison.Ordinal) == true;

    /// <summary>A run must use an approval.</summary>
    public static bool IsOfApproval(string? moment) => moment == KillPointCatalog.InitializeApproved;
}
