using System.Diagnostics;
using System.Security.Cryptography;
using McpPlatform.Tests.Architecture;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>The suite as npm installs it, once per checkout, and the Node.js that comes with it.</summary>
internal sealed record SuiteInstallation
{
    private const string Item = "  - ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string Folder = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Mcp", "Conformance");
    private static readonly string Modules = Path.Combine(Folder, "node_modules");
    private static readonly string Package = Path.Combine(Modules, "@modelcontextprotocol", "conformance");

    // npm empties its folder first, so a stamp inside tells a whole installation from a broken one.
    private static readonly string Stamp = Path.Combine(Modules, ".installed");

    private SuiteInstallation()
    {
    }

    public string Node { get; } = SuiteNode.In(Modules);

    public string Script { get; } = Path.Combine(Package, "dist", "index.js");

    /// <summary>What Node.js loads first so that requests are authorized.</summary>
    public Uri Authorize { get; } = new(Path.Combine(Folder, "authorize.mjs"));

    /// <summary>Installs the suite unless it is there.</summary>
    public static async Task<SuiteInstallation> EnsureAsync(CancellationToken cancellationToken)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken);
        var wanted = Convert.ToHexString(SHA256.HashData(lockFile));
        await using var turn = await TakeTurnAsync(cancellationToken);
        if (!File.Exists(Stamp) || await File.ReadAllTextAsync(Stamp, cancellationToken) != wanted)
        {
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(Stamp, wanted, cancellationToken);
        }

        return new SuiteInstallation();
    }

    /// <summary>Names of the scenarios that a revision requires of a server.</summary>
    public static async Task<IReadOnlyList<string>> RequiredAsync(string revision, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Package, "requirements", $"{revision}.yaml"), cancellationToken);
        var items = lines.SkipWhile(line => line != "server:").Skip(1).TakeWhile(line => line.StartsWith(Item, StringComparison.Ordinal));
        return [.. items.Select(item => item[Item.Length..])];
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(npm, ["ci", "--loglevel=error"]) { WorkingDirectory = Folder };
        var run = await CommandRun.OfAsync(start, cancellationToken);
        if (run.Code != 0)
        {
            throw new InvalidOperationException($"'npm ci' could not install the conformance suite:\n{run.Output}");
        }
    }

    // Several test processes may come here at once; the operating system lets one have the file.
    private static async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        FileStream? turn = null;
        await Eventually.TrueAsync(
            () => (turn = TryTakeTurn()) is not null, Patience, "another process installed the conformance suite", cancellationToken);
        return turn!;
    }

    private static FileStream? TryTakeTurn()
    {
        try
        {
            var file = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "obj", "conformance.lock");
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
