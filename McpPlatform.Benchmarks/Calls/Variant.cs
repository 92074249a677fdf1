using System.Globalization;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What is called: in which era, agent and upstream alike, and how much text the tools answer with.</summary>
internal sealed record Variant(bool Modern, int Bytes)
{
    /// <summary>How many tools an upstream has; each can be called.</summary>
    public const int Tools = 1_000;

    /// <summary>One answer in so many holds somebody's address.</summary>
    public const int Planted = 20;

    public static readonly IReadOnlyList<Variant> All = [new(true, 1_024), new(true, 65_536), new(false, 1_024), new(false, 65_536)];

    public string Name => $"{Era}, {Bytes / 1_024} KB";

    public string Era => Modern ? "modern" : "legacy";

    /// <summary>Path of the upstream that speaks so.</summary>
    public string Path => $"/{Era}";

    /// <summary>Name of a tool; all are equally long.</summary>
    public string Tool(int number) => string.Create(CultureInfo.InvariantCulture, $"answer_{Era}_{number:000}");
}

/// <summary>Where calls are sent to.</summary>
/// <param name="Address">The endpoint.</param>
/// <param name="Keys">Keys that are used in turn; empty where none is needed.</param>
/// <param name="Redacts">Whether it must take out what is planted.</param>
/// <param name="Prefix">What stands before the names of tools.</param>
internal sealed record Target(Uri Address, IReadOnlyList<string> Keys, bool Redacts = false, string Prefix = "");
