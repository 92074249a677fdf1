namespace McpPlatform.AppHost.Machine;

/// <summary>Where things lie when the platform runs from its own repository.</summary>
internal static class Repository
{
    /// <summary>The folder with <c>McpPlatform.sln</c>; <see langword="null"/> when the build output lies elsewhere.</summary>
    public static string? Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A folder that npm installed; <see langword="null"/> when it is missing.</summary>
    /// <param name="package">Name of the package, such as <c>vega-datasets</c>.</param>
    public static string? NpmPackage(string package)
    {
        var folder = Root is null ? null : Path.Combine(Root, "McpPlatform.AppHost", "node_modules", package);
        return Directory.Exists(folder) ? folder : null;
    }

    private static string? FindRoot(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "McpPlatform.sln")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
