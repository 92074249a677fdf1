namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>Revisions of the protocol, as they are named on the wire.</summary>
internal static class Revisions
{
    public const string Modern = "2026-07-28";
    public const string LatestLegacy = "2025-11-25";
    public static readonly IReadOnlyList<string> Legacy = [LatestLegacy, "2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>What a server of these eras supports, newest first.</summary>
    public static IReadOnlyList<string> Of(FixtureEras eras) =>
        [.. eras.HasFlag(FixtureEras.Modern) ? [Modern] : Array.Empty<string>(), .. eras.HasFlag(FixtureEras.Legacy) ? Legacy : []];

    // Revisions are dates and sort like them.
    public static bool IsAtLeast(this string revision, string other) => string.CompareOrdinal(revision, other) >= 0;
}
