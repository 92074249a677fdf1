namespace McpPlatform.AppHost.Start;

/// <summary>What the command line asked for.</summary>
internal sealed record AppHostOptions
{
    /// <summary>Absolute folder of everything that stays.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folders that become connections, by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>What to plan, run and report; <see langword="null"/> to only serve.</summary>
    public string? Ask { get; init; }

    /// <summary>Whether standard output holds exactly one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>Whether to stop once everything asked for is done.</summary>
    public bool Exit { get; init; }

    /// <summary>Wanted port of the Gateway.</summary>
    public int GatewayPort { get; init; } = 5080;

    /// <summary>Wanted port of the workbench.</summary>
    public int WebPort { get; init; } = 5090;
}
