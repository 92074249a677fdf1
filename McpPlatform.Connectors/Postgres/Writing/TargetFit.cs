using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>How the columns that come fit the target, and what must change in it.</summary>
internal sealed class TargetFit
{
    private TargetFit(TableName target, long? tableId, IReadOnlyList<FittedColumn> columns)
    {
        Target = target;
        TableId = tableId;
        Columns = columns;
    }

    /// <summary>The target.</summary>
    public TableName Target { get; }

    /// <summary>Its identifier; <see langword="null"/> where it must be created.</summary>
    public long? TableId { get; }

    /// <summary>The columns that come, in order.</summary>
    public IReadOnlyList<FittedColumn> Columns { get; }

    /// <summary>Columns that are written.</summary>
    public IEnumerable<FittedColumn> Written => Columns.Where(c => c.Fate == ColumnFate.Written);

    /// <summary>Columns of the target that must be added or widened.</summary>
    public IEnumerable<FittedColumn> Changed => Written.Where(c => TableId is not null && c.Changes);

    /// <summary>The statement that makes a changed column take what comes.</summary>
    public string ChangeOf(FittedColumn column)
    {
        var name = TableName.Quote(column.Name);
        return column.Existing is null
            ? $"ALTER TABLE {Target.Quoted} ADD COLUMN {name} {column.Declaration}"
            : $"ALTER TABLE {Target.Quoted} ALTER COLUMN {name} TYPE {column.Declaration} USING {Widening.Cast(name, column.Existing.Declared, column.Declaration)}";
    }

    /// <summary>Compares.</summary>
    /// <exception cref="ConnectorException">The columns do not fit, or the policy forbids what would make them fit.</exception>
    public static async Task<TargetFit> ExamineAsync(
        NpgsqlConnection session, TableName target, IReadOnlyList<CatalogColumn> incoming, SchemaPolicy policy, CancellationToken ct)
    {
        ColumnNames.Check(incoming.Select(c => c.Name), target);
        var id = await TableCatalog.FindAsync(session, target, ct);
        var existing = id is null ? [] : (await TableCatalog.ColumnsAsync(session, id.Value, ct)).ToDictionary(c => c.Name);
        var natives = await NativesAsync(session, incoming, ct);
        var own = id is not null && await Publishing.Targets.IsCreatedHereAsync(session, target, ct);
        var columns = incoming.Select(c => Fit(target, c, id is not null, existing.GetValueOrDefault(ColumnNames.Of(c.Name)), own, policy, natives)).ToList();
        CheckMissing(target, existing.Values, columns);
        return new TargetFit(target, id, columns);
    }

    private static FittedColumn Fit(
        TableName target, CatalogColumn incoming, bool targetExists, TableColumn? existing, bool own, SchemaPolicy policy, HashSet<string> natives)
    {
        var name = ColumnNames.Of(incoming.Name);
        if (existing is null)
        {
            var fate = targetExists ? FateOfNew(target, incoming, policy) : ColumnFate.Written;
            return new FittedColumn(name, incoming.Type, null, Declaration(incoming.Type, natives), true, fate);
        }

        if (existing.Generated)
        {
            return new FittedColumn(name, incoming.Type, existing, existing.Declared, false, ColumnFate.LeftOut);
        }

        var union = Widening.Union(existing.Type, incoming.Type);
        if (Widening.TurnsIntoText(existing.Type, union) && !own)
        {
            // A table that a person made has readers who count on its types.
            throw new ConnectorException(
                FailureClass.Configuration,
                $"Column '{name}' of {target} is {existing.Declared}, but {incoming.Type} comes. Cast the column in the plan, or choose another target.");
        }

        var widened = union != existing.Type || IsTooShort(existing, incoming);
        if (widened && policy != SchemaPolicy.Evolve)
        {
            throw new ConnectorException(
                FailureClass.Configuration,
                $"Column '{name}' of {target} is {existing.Declared}, but {incoming.Type} comes, and the plan's schema policy does not let the table change.");
        }

        return new FittedColumn(name, incoming.Type, existing, widened ? Declaration(union, natives) : existing.Declared, widened, ColumnFate.Written);
    }

    private static ColumnFate FateOfNew(TableName target, CatalogColumn incoming, SchemaPolicy policy) => policy switch
    {
        SchemaPolicy.Evolve => ColumnFate.Written,
        SchemaPolicy.DiscardField => ColumnFate.LeftOut,
        SchemaPolicy.DiscardRow => ColumnFate.DiscardsRow,
        _ => throw new ConnectorException(
            FailureClass.Configuration,
            $"Column '{incoming.Name}' is new, but {target} has no such column and the plan's schema policy is freeze. Add it, leave it out, or let the table evolve."),
    };

    // A varchar(20) takes what comes from a varchar(20); text of unknown length would be cut off as rejected rows, so the column grows.
    private static bool IsTooShort(TableColumn existing, CatalogColumn incoming) =>
        incoming.Type == ColumnType.Text && existing.Declared.StartsWith("character", StringComparison.Ordinal)
        && existing.Declared.EndsWith(')') && existing.Declared != incoming.NativeType;

    private static string Declaration(ColumnType type, HashSet<string> natives) =>
        type.Kind == TypeKind.Native && !natives.Contains(type.NativeName!) ? "text" : PgTypes.Declaration(type);

    private static async Task<HashSet<string>> NativesAsync(NpgsqlConnection session, IReadOnlyList<CatalogColumn> incoming, CancellationToken ct)
    {
        var names = incoming.Where(c => c.Type.Kind == TypeKind.Native).Select(c => c.Type.NativeName!).Distinct().ToArray();
        return names.Length == 0
            ? []
            : [.. await session.QueryAsync("SELECT n FROM unnest(@names) n WHERE to_regtype(n) IS NOT NULL", row => row.GetString(0), ct, ("names", names))];
    }

    private static void CheckMissing(TableName target, IEnumerable<TableColumn> existing, List<FittedColumn> incoming)
    {
        var missing = existing.FirstOrDefault(e => !e.Nullable && !e.HasDefault && !e.Generated && incoming.All(c => c.Name != e.Name));
        if (missing is not null)
        {
            throw new ConnectorException(
                FailureClass.Configuration,
                $"Column '{missing.Name}' of {target} must have a value, but none comes. Give it a default, or take the column into the plan.");
        }
    }
}

/// <summary>One column that comes, and the target's column it meets.</summary>
/// <param name="Name">Name in the target.</param>
/// <param name="Incoming">Type that comes.</param>
/// <param name="Existing">The target's column; <see langword="null"/> where there is none.</param>
/// <param name="Declaration">Type the target's column will have.</param>
/// <param name="Changes">Whether the target must change for it.</param>
/// <param name="Fate">What becomes of its values.</param>
internal sealed record FittedColumn(string Name, ColumnType Incoming, TableColumn? Existing, string Declaration, bool Changes, ColumnFate Fate);

/// <summary>What becomes of a column's values.</summary>
internal enum ColumnFate
{
    /// <summary>They are written.</summary>
    Written,

    /// <summary>They are left out.</summary>
    LeftOut,

    /// <summary>A row that has one is discarded.</summary>
    DiscardsRow,
}
