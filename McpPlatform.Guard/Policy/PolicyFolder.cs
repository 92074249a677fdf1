using McpPlatform.Contracts.Api;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Policy;

/// <summary>Policies as files. The folder is looked at again and again: notifications of file systems are lost in containers and on network drives.</summary>
internal sealed class PolicyFolder(string? folder, ILogger logger)
{
    private const int MostFiles = 1_000;
    private IReadOnlyList<(string Path, DateTime Written, long Length)>? seen;

    /// <summary>What stands in the folder; <see langword="null"/> when it has not changed, or cannot be read now.</summary>
    public async Task<IReadOnlyList<PolicySource>?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var files = folder is null ? [] : Files(folder);
            if (seen is not null && files.SequenceEqual(seen))
            {
                return null;
            }

            var sources = new List<PolicySource>();
            foreach (var (path, _, _) in files)
            {
                sources.Add(await ReadAsync(path, cancellationToken));
            }

            seen = files;
            return sources;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.PoliciesUnread(logger, exception.Message);
            return null;
        }
    }

    private async Task<PolicySource> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var tenant = Path.GetFileName(Path.GetDirectoryName(path))!;
        var isForAll = Path.GetFullPath(Path.GetDirectoryName(path)!) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder!));
        return new PolicySource(
            isForAll ? null : tenant, $"file/{Path.GetFileNameWithoutExtension(path)}", await File.ReadAllTextAsync(path, cancellationToken), PolicyMode.Enforced);
    }

    private static List<(string, DateTime, long)> Files(string folder) => [.. new DirectoryInfo(folder)
        .EnumerateFiles("*.cedar", new EnumerationOptions { MaxRecursionDepth = 1, RecurseSubdirectories = true })
        .Where(f => !f.Name.StartsWith('.')).OrderBy(f => f.FullName, StringComparer.Ordinal).Take(MostFiles)
        .Select(f => (f.FullName, f.LastWriteTimeUtc, f.Length))];
}
