namespace McpPlatform.Gateway.Protocol;

/// <summary>The two ways in which revisions of MCP carry version, identity and capabilities (2026-07-28, Versioning: Terminology).</summary>
internal enum Era
{
    /// <summary>Agreed once in a handshake that begins a session.</summary>
    Legacy,

    /// <summary>Carried by each request.</summary>
    Modern,
}

/// <summary>Revisions of MCP.</summary>
internal static class Revisions
{
    /// <summary>The revision of the modern era.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>The newest revision with a handshake.</summary>
    public const string NewestLegacy = "2025-11-25";

    /// <summary>What a legacy request without a version header is taken for (2025-11-25, Transports: Protocol Version Header).</summary>
    public const string Unsaid = "2025-03-26";

    /// <summary>Revisions served, newest first.</summary>
    public static readonly IReadOnlyList<string> All = [Modern, NewestLegacy, "2025-06-18", Unsaid, "2024-11-05"];

    public static bool IsKnown(string revision) => All.Contains(revision);

    public static Era EraOf(string revision) => revision == Modern ? Era.Modern : Era.Legacy;

    /// <summary>The revision a handshake ends with: the one asked for where it has handshakes, else the newest that has.</summary>
    public static string Negotiate(string asked) => IsKnown(asked) && EraOf(asked) == Era.Legacy ? asked : NewestLegacy;

    /// <summary>Whether streams begin with an event that only gives their id (2025-11-25, Transports: Sending Messages).</summary>
    public static bool PrimesStreams(string revision) => string.CompareOrdinal(revision, NewestLegacy) >= 0;
}
