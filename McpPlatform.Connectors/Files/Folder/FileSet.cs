using System.IO.Enumeration;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Folder;

/// <summary>One file of a stream, as it stood when the stream was resolved.</summary>
/// <param name="Name">Path below the root.</param>
/// <param name="FullPath">Its full path.</param>
/// <param name="Length">Its size in bytes. Bytes added later are not read.</param>
/// <param name="Changed">When it was last written, in ticks (UTC).</param>
internal sealed record FileEntry(string Name, string FullPath, long Length, long Changed)
{
    /// <summary>What makes it the same file with the same content, as far as can be told without reading.</summary>
    public string Fingerprint => $"{Length}:{Changed}";

    public static FileEntry Of(FileRoot root, FileInfo file) => new(root.NameOf(file.FullName), file.FullName, file.Length, file.LastWriteTimeUtc.Ticks);
}

/// <summary>Turns a stream's name into its files: one file, the data files of a folder, or those that fit a glob.</summary>
internal static class FileSet
{
    private static readonly EnumerationOptions Flat = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
    private static readonly EnumerationOptions Deep = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, RecurseSubdirectories = true };

    /// <summary>Whether a name is a folder or glob rather than one file.</summary>
    public static bool IsGlob(string name) => name.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The files of a stream, by name.</summary>
    /// <exception cref="ConnectorException">There is none.</exception>
    public static IReadOnlyList<FileEntry> Resolve(FileRoot root, string name)
    {
        var files = IsGlob(name) ? Glob(root, name) : Plain(root, name);
        return files.Count > 0 ? files : throw new ConnectorException(FailureClass.Configuration,
            $"No data file fits '{name}' below the connection's folder. Discover the connection to see which there are.");
    }

    /// <summary>All data files below the root, by name.</summary>
    public static IEnumerable<FileEntry> All(FileRoot root) => Enumerate(root, root.Path, Deep);

    private static List<FileEntry> Plain(FileRoot root, string name)
    {
        var path = root.Resolve(name);
        return Directory.Exists(path) ? [.. Sorted(Enumerate(root, path, Flat))]
            : File.Exists(path) ? [PlainEntry(root, path)]
            : throw new ConnectorException(FailureClass.Configuration,
                $"There is no file '{name}' below the connection's folder. Discover the connection to see which there are.");
    }

    private static FileEntry PlainEntry(FileRoot root, string path)
    {
        root.RequirePlain(path);
        return FileEntry.Of(root, new FileInfo(path));
    }

    private static List<FileEntry> Glob(FileRoot root, string name)
    {
        var slash = name.LastIndexOf('/');
        var (folder, pattern) = slash < 0 ? ("", name) : (name[..slash], name[(slash + 1)..]);
        if (IsGlob(folder))
        {
            throw new ConnectorException(FailureClass.Configuration, $"'{name}': wildcards are understood in the file name only, such as 'sales/*.csv'.");
        }

        var path = folder.Length == 0 ? root.Path : root.Resolve(folder);
        return !Directory.Exists(path) ? [] : [.. Sorted(Enumerate(root, path, Flat)
            .Where(f => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(f.FullPath), ignoreCase: false)))];
    }

    private static IOrderedEnumerable<FileEntry> Sorted(IEnumerable<FileEntry> files) => files.OrderBy(f => f.Name, StringComparer.Ordinal);

    private static IEnumerable<FileEntry> Enumerate(FileRoot root, string folder, EnumerationOptions options) =>
        new DirectoryInfo(folder).EnumerateFiles("*", options)
            .Where(f => FileKinds.OfName(f.Name) is not null && FileNature.IsPlain(f.FullName) && !root.NameOf(f.FullName).StartsWith(FileRoot.StateFolder + "/", StringComparison.Ordinal))
            .Select(f => FileEntry.Of(root, f));
}
