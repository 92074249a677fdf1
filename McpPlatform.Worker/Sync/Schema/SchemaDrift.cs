using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Worker.Sync.Schema;

/// <summary>What differs between the source's columns now and those committed last.</summary>
internal static class SchemaDrift
{
    /// <summary>The differences, in the order of the columns; those that went come last.</summary>
    /// <param name="last">Columns committed last.</param>
    /// <param name="now">Columns now.</param>
    public static IReadOnlyList<SchemaChange> Between(IReadOnlyList<CatalogColumn> last, IReadOnlyList<CatalogColumn> now)
    {
        var before = last.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var after = now.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. now.Where(c => !before.ContainsKey(c.Name)).Select(c => new SchemaChange(SchemaChangeKind.Added, c.Name, null, c.Type)),
            .. now.Where(c => before.TryGetValue(c.Name, out var b) && b.Type != c.Type)
                .Select(c => new SchemaChange(SchemaChangeKind.TypeChanged, c.Name, before[c.Name].Type, c.Type)),
            .. last.Where(c => !after.Contains(c.Name)).Select(c => new SchemaChange(SchemaChangeKind.Removed, c.Name, c.Type, null)),
        ];
    }

    /// <summary>The differences in words.</summary>
    /// <param name="changes">The differences.</param>
    public static string Describe(IEnumerable<SchemaChange> changes) => string.Join("; ", changes.Select(c => c.Kind switch
    {
        SchemaChangeKind.Added => $"'{c.Column}' ({c.To}) is new",
        SchemaChangeKind.Removed => $"'{c.Column}' is gone",
        _ => $"'{c.Column}' was {c.From} and is {c.To}",
    }));
}
