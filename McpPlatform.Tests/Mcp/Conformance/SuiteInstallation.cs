namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>The suite as npm installs it, and the Node.js that comes with it.</summary>
internal sealed record SuiteInstallation
{
    private const string Item = "  - ";
    private static readonly NpmPackages Packages = new("conformance", "McpPlatform.Tests", "Mcp", "Conformance");
    private static readonly string Package = Packages.Official("conformance");

    private SuiteInstallation()
    {
    }

    public string Node { get; } = SuiteNode.In(Packages.Modules);

    public string Script { get; } = Path.Combine(Package, "dist", "index.js");

    /// <summary>What Node.js loads first so that requests are authorized.</summary>
    public Uri Authorize { get; } = new(Path.Combine(Packages.Folder, "authorize.mjs"));

    /// <summary>Installs the suite unless it is there.</summary>
    public static async Task<SuiteInstallation> EnsureAsync(CancellationToken cancellationToken)
    {
        await Packages.EnsureAsync(cancellationToken);
        return new SuiteInstallation();
    }

    /// <summary>Names of the scenarios that a revision requires of a server.</summary>
    public static async Task<IReadOnlyList<string>> RequiredAsync(string revision, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Package, "requirements", $"{revision}.yaml"), cancellationToken);
        var items = lines.SkipWhile(line => line != "server:").Skip(1).TakeWhile(line => line.StartsWith(Item, StringComparison.Ordinal));
        return [.. items.Select(item => item[Item.Length..])];
    }
}
