using System.Xml.Linq;

namespace McpPlatform.Tests.Architecture;

/// <summary>The repository the tests were built from.</summary>
internal static class SourceTree
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules"];

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Names of all projects.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateDirectories(Root, "McpPlatform.*").Where(folder => File.Exists(ProjectFile(Path.GetFileName(folder)))).Select(Path.GetFileName).Order()!];

    public static string ProjectFile(string project) => Path.Combine(Root, project, $"{project}.csproj");

    /// <summary>Names of the projects that a project refers to in its project file.</summary>
    public static IReadOnlySet<string> ReferencesOf(string project) => XDocument.Load(ProjectFile(project))
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
        .ToHashSet();

    /// <summary>Source files people wrote, as paths below the root.</summary>
    public static IEnumerable<string> Files(params string[] extensions) => Directory
        .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => extensions.Contains(Path.GetExtension(file)) && !file.Split('/').Any(part => Generated.Contains(part) || part.StartsWith('.')));

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "McpPlatform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie below McpPlatform.sln.");
    }
}
