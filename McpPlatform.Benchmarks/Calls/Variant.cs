namespace McpPlatform.Benchmarks.Calls;

/// <summary>What is called: in which era, agent and upstream alike, and how much text the tool answers with.</summary>
internal sealed record Variant(bool Modern, int Bytes)
{
    public static readonly IReadOnlyList<Variant> All = [new(true, 1_024), new(true, 65_536), new(false, 1_024), new(false, 65_536)];

    public string Name => $"{Era}, {Bytes / 1_024} KB";

    public string Era => Modern ? "modern" : "legacy";

    /// <summary>Path of the upstream that speaks so.</summary>
    public string Path => $"/{Era}";

    public string Tool => $"answer_{Era}";
}

/// <summary>Where calls are sent to; a key where one is needed.</summary>
internal sealed record Target(Uri Address, string? Key);
