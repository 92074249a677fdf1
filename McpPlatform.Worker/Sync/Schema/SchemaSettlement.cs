using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Datasets;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Schema;

/// <summary>What a schema policy makes of a source's columns.</summary>
/// <param name="Read">Columns to read, with the types to read them as.</param>
/// <param name="Unknown">Those of them that rows must have no value in.</param>
/// <param name="LeftOut">Names of columns that are not read because the policy leaves them out.</param>
/// <param name="Accepted">The source's schema as the pipeline takes it from now on; compared with next time.</param>
internal sealed record SchemaSettlement(
    IReadOnlyList<CatalogColumn> Read, IReadOnlySet<string> Unknown, IReadOnlyList<string> LeftOut, IReadOnlyList<CatalogColumn> Accepted)
{
    /// <summary>Settles it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="last">Columns committed last; <see langword="null"/> before the first run.</param>
    /// <param name="now">Columns now.</param>
    /// <exception cref="ConnectorException">A wanted column is not there, or the schema is frozen and changed.</exception>
    public static SchemaSettlement Of(StreamPlan stream, SchemaPolicy policy, IReadOnlyList<CatalogColumn>? last, IReadOnlyList<CatalogColumn> now)
    {
        var wanted = Select(stream, now);
        if (last is null)
        {
            return new SchemaSettlement(wanted, NoNames, [], now);
        }

        // Columns that the plan names are known by that; only a plan that takes all of them can meet unknown ones.
        var known = last.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var unknown = stream.SelectedFields.Count > 0 ? [] : wanted.Where(c => !known.ContainsKey(c.Name)).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return policy switch
        {
            SchemaPolicy.Freeze => Frozen(stream, last, now, wanted),
            SchemaPolicy.DiscardField => new SchemaSettlement(As(wanted.Where(c => !unknown.Contains(c.Name)), known), NoNames, [.. unknown], last),
            SchemaPolicy.DiscardRow => new SchemaSettlement(As(wanted, known), unknown, [], last),
            _ => new SchemaSettlement(Widened(wanted, known), NoNames, [], Widened(now, known)),
        };
    }

    private static IReadOnlySet<string> NoNames { get; } = new HashSet<string>();

    private static SchemaSettlement Frozen(
        StreamPlan stream, IReadOnlyList<CatalogColumn> last, IReadOnlyList<CatalogColumn> now, IReadOnlyList<CatalogColumn> wanted)
    {
        var changes = SchemaDrift.Between(last, now)
            .Where(c => stream.SelectedFields.Count == 0 || (stream.SelectedFields.Contains(c.Column) && c.Kind != SchemaChangeKind.Added))
            .ToList();
        return changes.Count == 0
            ? new SchemaSettlement(wanted, NoNames, [], now)
            : throw new ConnectorException(
                FailureClass.Configuration,
                $"The schema of '{stream.Name}' is frozen and has changed: {SchemaDrift.Describe(changes)}. Correct the source, or apply a plan with another schemaPolicy, then fix the run.");
    }

    private static List<CatalogColumn> Select(StreamPlan stream, IReadOnlyList<CatalogColumn> now)
    {
        if (stream.SelectedFields.Count == 0)
        {
            return [.. now];
        }

        var byName = now.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var missing = stream.SelectedFields.Where(f => !byName.ContainsKey(f)).ToList();
        return missing.Count == 0
            ? [.. stream.SelectedFields.Select(f => byName[f])]
            : throw new ConnectorException(
                FailureClass.Configuration, $"'{stream.Name}' has no column {string.Join(", ", missing.Select(m => $"'{m}'"))}. It has {string.Join(", ", now.Select(c => c.Name))}.");
    }

    private static List<CatalogColumn> As(IEnumerable<CatalogColumn> columns, Dictionary<string, CatalogColumn> known) =>
        [.. columns.Select(c => known.TryGetValue(c.Name, out var k) && k.Type != c.Type ? c with { Type = k.Type, NativeType = k.NativeType } : c)];

    private static List<CatalogColumn> Widened(IEnumerable<CatalogColumn> columns, Dictionary<string, CatalogColumn> known) =>
        [.. columns.Select(c => known.TryGetValue(c.Name, out var k) && k.Type != c.Type ? c with { Type = TypeWidening.Join(k.Type, c.Type), NativeType = null } : c)];
}
