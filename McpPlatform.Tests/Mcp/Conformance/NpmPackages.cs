using System.Diagnostics;
using System.Security.Cryptography;
using McpPlatform.Tests.Architecture;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>What the lock file of a folder names, as npm installs it, once per checkout.</summary>
/// <param name="name">What the packages are for, in one word.</param>
/// <param name="folder">Their folder, as steps from the root of the sources.</param>
internal sealed class NpmPackages(string name, params string[] folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Folder { get; } = Path.Combine([SourceTree.Root, .. folder]);

    public string Modules => Path.Combine(Folder, "node_modules");

    // npm empties its folder first, so a stamp inside tells a whole installation from a broken one.
    private string Stamp => Path.Combine(Modules, ".installed");

    /// <summary>Where a package of the protocol's own organization is.</summary>
    public string Official(string package) => Path.Combine(Modules, "@modelcontextprotocol", package);

    /// <summary>Installs the packages unless they are there.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken);
        var wanted = Convert.ToHexString(SHA256.HashData(lockFile));
        await using var turn = await TakeTurnAsync(cancellationToken);
        if (!File.Exists(Stamp) || await File.ReadAllTextAsync(Stamp, cancellationToken) != wanted)
        {
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(Stamp, wanted, cancellationToken);
        }
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(npm, ["ci", "--loglevel=error"]) { WorkingDirectory = Folder };
        var run = await CommandRun.OfAsync(start, cancellationToken);
        if (run.Code != 0)
        {
            throw new InvalidOperationException($"'npm ci' could not install the packages for {name}:\n{run.Output}");
        }
    }

    // Several test processes may come here at once; the operating system lets one have the file.
    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        FileStream? turn = null;
        await Eventually.TrueAsync(
            () => (turn = TryTakeTurn()) is not null, Patience, $"another process installed the packages for {name}", cancellationToken);
        return turn!;
    }

    private FileStream? TryTakeTurn()
    {
        try
        {
            var file = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "obj", $"{name}.lock");
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
