using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Folder;

/// <summary>The folder of a connection. Nothing outside it can be named: no <c>..</c>, no absolute path, no symbolic link below it.</summary>
internal sealed class FileRoot
{
    /// <summary>Folder of the connector's own records below the root; never a stream.</summary>
    public const string StateFolder = ".mcpp";

    private FileRoot(string path, bool readOnly) => (Path, IsReadOnly) = (path, readOnly);

    /// <summary>Its real path.</summary>
    public string Path { get; }

    /// <summary>Whether writing is refused.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The root of a connection.</summary>
    /// <exception cref="ConnectorException">The option is missing, or names no folder.</exception>
    public static FileRoot Of(ConnectionConfig connection)
    {
        if (!connection.Options.TryGetValue("root", out var root) || !System.IO.Path.IsPathFullyQualified(root))
        {
            throw Wrong("The option 'root' must be the absolute path of a folder.");
        }

        var folder = new DirectoryInfo(root);
        if (!folder.Exists)
        {
            throw Wrong($"The folder '{root}' does not exist. Create it, or correct the option 'root'.");
        }

        var real = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        var readOnly = connection.Options.TryGetValue("readOnly", out var flag) && bool.TryParse(flag, out var set) && set;
        return new FileRoot(System.IO.Path.TrimEndingDirectorySeparator(real), readOnly);
    }

    /// <summary>The full path of a name below the root.</summary>
    /// <param name="name">Path with <c>/</c>.</param>
    /// <exception cref="ConnectorException">It leads, or could lead, outside.</exception>
    public string Resolve(string name)
    {
        var parts = name.Split('/');
        if (name.Length == 0 || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            || parts.Any(p => p is "" or "." or ".."))
        {
            throw Wrong($"'{name}' is not a path below the connection's folder. Write it like 'sales/2026.csv'.");
        }

        if (parts[0] == StateFolder)
        {
            throw Wrong($"'{StateFolder}' holds the connector's own records; it is no stream.");
        }

        var full = Path;
        foreach (var part in parts)
        {
            full = System.IO.Path.Combine(full, part);
            RefuseLink(full, name);
        }

        return full;
    }

    /// <summary>The name below the root of a full path.</summary>
    public string NameOf(string fullPath) =>
        System.IO.Path.GetRelativePath(Path, fullPath).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    /// <summary>Opens a file for reading and makes sure that what was opened lies below the root, whatever was swapped since it was resolved.</summary>
    public FileStream OpenRead(string fullPath)
    {
        RefuseLink(fullPath, NameOf(fullPath));
        RequirePlain(fullPath);
        var stream = new FileStream(fullPath, new FileStreamOptions
        {
            Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan,
        });
        if (OperatingSystem.IsLinux() && !RealPathOf(stream).StartsWith(Path + "/", StringComparison.Ordinal))
        {
            stream.Dispose();
            throw Wrong($"'{NameOf(fullPath)}' leads outside the connection's folder.");
        }

        return stream;
    }

    /// <summary>Refuses what is there and neither folder nor plain file.</summary>
    public void RequirePlain(string fullPath)
    {
        if (!Directory.Exists(fullPath) && File.Exists(fullPath) && !FileNature.IsPlain(fullPath))
        {
            throw Wrong($"'{NameOf(fullPath)}' is a pipe, a socket or a device. Name a plain file.");
        }
    }

    /// <summary>Refuses to write where the connection is read only.</summary>
    public void RequireWritable()
    {
        if (IsReadOnly)
        {
            throw Wrong("This connection is read only. Choose another destination.");
        }
    }

    private static string RealPathOf(FileStream stream) =>
        new FileInfo($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget ?? "";

    private static void RefuseLink(string full, string name)
    {
        if (new FileInfo(full).LinkTarget is not null)
        {
            throw Wrong($"'{name}' passes a symbolic link, which could lead outside the connection's folder. Name the real file.");
        }
    }

    private static ConnectorException Wrong(string message) => new(FailureClass.Configuration, message);
}
