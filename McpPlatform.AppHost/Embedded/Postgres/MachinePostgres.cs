using System.Globalization;
using System.Text.RegularExpressions;

namespace McpPlatform.AppHost.Postgres;

/// <summary>PostgreSQL that somebody installed on this machine.</summary>
internal static partial class MachinePostgres
{
    private const int OldestMajorVersion = 15;

    private static readonly string[] Roots =
    [
        "/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", @"C:\Program Files\PostgreSQL",
    ];

    /// <summary>Finds the newest that is new enough; <see langword="null"/> when there is none.</summary>
    public static PostgresBinaries? Find() => Find(Roots);

    /// <summary>Finds the newest below the given folders, each of which holds one folder a version (<c>18</c>, <c>postgresql@18</c>).</summary>
    public static PostgresBinaries? Find(IEnumerable<string> roots) => roots
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories)
        .Select(folder => (Folder: Path.Combine(folder, "bin"), Match: VersionAtEnd().Match(Path.GetFileName(folder))))
        .Where(found => found.Match.Success)
        .Select(found => new PostgresBinaries(found.Folder, int.Parse(found.Match.Groups[1].Value, CultureInfo.InvariantCulture)))
        .Where(found => found.MajorVersion >= OldestMajorVersion && File.Exists(found.Server) && File.Exists(found.InitDb))
        .MaxBy(found => found.MajorVersion);

    [GeneratedRegex(@"^(?:postgresql@)?(\d{2})$")]
    private static partial Regex VersionAtEnd();
}
