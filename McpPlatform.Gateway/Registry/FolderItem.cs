using System.Globalization;
using McpPlatform.Core;

namespace McpPlatform.Gateway.Registry;

/// <summary>What something in the folder is.</summary>
internal enum FolderItemKind
{
    /// <summary>A definition of a server in YAML.</summary>
    Server,

    /// <summary>Code for the sandbox, with its definition beside it.</summary>
    Tool,

    /// <summary>A folder with a .NET program.</summary>
    Plugin,
}

/// <summary>Something in the folder that is to be an upstream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Name of its file or folder.</param>
/// <param name="Path">Where that is.</param>
/// <param name="Stamp">Names, sizes and times of all its files: while they are written, it changes.</param>
/// <param name="Written">When one of them was written last.</param>
internal sealed record FolderItem(FolderItemKind Kind, string Name, string Path, string Stamp, DateTimeOffset Written)
{
    public const string Wasm = ".wasm";
    private const string Script = ".js";
    private const string Definition = ".tool.yaml";
    private const int MostItems = 1_000;
    private const int MostFiles = 2_000;

    private static readonly EnumerationOptions AllBelow = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>All that lies in a folder, by name.</summary>
    public static List<FolderItem> In(string folder) => [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(i => !i.Name.StartsWith('.'))
        .OrderBy(i => i.Name, StringComparer.Ordinal).Select(Of).OfType<FolderItem>().Take(MostItems)];

    /// <summary>Whether it is still as it was seen.</summary>
    public bool IsUnchanged() =>
        Of(Kind == FolderItemKind.Plugin ? new DirectoryInfo(Path) : new FileInfo(Path)) is { } now && now.Stamp == Stamp;

    /// <summary>Where the definition of a tool lies.</summary>
    public static string DefinitionOf(string code) => System.IO.Path.ChangeExtension(code, null) + Definition;

    /// <summary>All files of a plugin, by name.</summary>
    /// <exception cref="InvalidInputException">There are too many.</exception>
    public static IReadOnlyList<FileInfo> FilesIn(DirectoryInfo folder)
    {
        var files = Listed(folder);
        return files.Count <= MostFiles ? files : throw new InvalidInputException($"It has more than {MostFiles} files.");
    }

    /// <exception cref="InvalidInputException">It is too large.</exception>
    public static async Task<string> TextAsync(string path, int maxBytes, CancellationToken cancellationToken) =>
        System.Text.Encoding.UTF8.GetString(await BytesAsync(path, maxBytes, cancellationToken));

    /// <exception cref="InvalidInputException">It is too large, or empty.</exception>
    public static async Task<byte[]> BytesAsync(string path, int maxBytes, CancellationToken cancellationToken) => new FileInfo(path).Length switch
    {
        0 => throw new InvalidInputException($"'{System.IO.Path.GetFileName(path)}' is empty."),
        var length when length > maxBytes => throw new InvalidInputException($"'{System.IO.Path.GetFileName(path)}' is larger than {maxBytes} bytes."),
        _ => await File.ReadAllBytesAsync(path, cancellationToken),
    };

    private static List<FileInfo> Listed(DirectoryInfo folder) =>
        [.. folder.EnumerateFiles("*", AllBelow).Take(MostFiles + 1).OrderBy(f => f.FullName, StringComparer.Ordinal)];

    private static FolderItem? Of(FileSystemInfo info) => info switch
    {
        DirectoryInfo folder when File.Exists(System.IO.Path.Combine(folder.FullName, PluginFolder.Description)) =>
            Of(FolderItemKind.Plugin, folder, Listed(folder)),
        FileInfo { Extension: Wasm or Script } code => Of(FolderItemKind.Tool, code, [code, new FileInfo(DefinitionOf(code.FullName))]),
        FileInfo { Extension: ".yaml" or ".yml" } file when !file.Name.EndsWith(Definition, StringComparison.Ordinal) => Of(FolderItemKind.Server, file, [file]),
        _ => null,
    };

    private static FolderItem Of(FolderItemKind kind, FileSystemInfo info, IReadOnlyList<FileInfo> files)
    {
        var there = files.Where(f => f.Exists).ToList();
        return new FolderItem(
            kind, info.Name, info.FullName,
            string.Join('|', there.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName}:{f.Length}:{f.LastWriteTimeUtc.Ticks}:{(int)f.UnixFileMode}"))),
            there.Count == 0 ? DateTimeOffset.MaxValue : there.Max(f => f.LastWriteTimeUtc));
    }
}
