using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>The rows a run has staged, and how each column reads as the target's type.</summary>
/// <param name="Fit">How the columns fit the target.</param>
/// <param name="Name">Name of the staging table in the records' schema.</param>
/// <param name="Columns">The columns that are written.</param>
/// <param name="Rows">How many rows there are.</param>
internal sealed record StagedRows(TargetFit Fit, string Name, IReadOnlyList<StagedColumn> Columns, long Rows)
{
    /// <summary>The staging table's full name, quoted.</summary>
    public string Table => StagingTable.Quoted(Name);

    /// <summary>Quoted names of the columns, joined.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(c => c.Quoted));

    /// <summary>The columns as the target's types, joined.</summary>
    public string Values(string alias) => string.Join(", ", Columns.Select(c => c.AsTarget(alias)));

    /// <summary>Opens what is staged; a run without a single segment has staged an empty table.</summary>
    public static async Task<StagedRows> OpenAsync(NpgsqlConnection session, WriteRequest request, TableName target, CommitRow row, CancellationToken ct)
    {
        var fit = await TargetFit.ExamineAsync(session, target, request.Columns, request.SchemaPolicy, ct);
        var name = row.Staging ?? await StagingTable.CreateAsync(
            session, fit, [.. request.Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable, c.Type.Kind == TypeKind.Native ? ColumnEncoding.Utf8 : default))], ct);
        var id = await TableCatalog.RequireAsync(session, new TableName(TableName.Records, name), ct);
        var staged = (await TableCatalog.ColumnsAsync(session, id, ct)).ToDictionary(c => c.Name);
        var columns = fit.Written.Select(c => new StagedColumn(c.Name, c.Declaration, staged[c.Name].Declared)).ToList();
        return new StagedRows(fit, name, columns, row.Record.Staged.Rows);
    }
}

/// <summary>A staged column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Declaration">The target's type.</param>
/// <param name="Staged">The staging table's type.</param>
internal sealed record StagedColumn(string Name, string Declaration, string Staged)
{
    /// <summary>Its name, quoted.</summary>
    public string Quoted => TableName.Quote(Name);

    /// <summary>Whether the staged type is another than the target's. Spelled differently, the same type is cast to itself, which costs nothing.</summary>
    public bool IsCast => Declaration != Staged;

    /// <summary>The value as the target's type.</summary>
    public string AsTarget(string alias) => IsCast ? Widening.Cast($"{alias}.{Quoted}", Staged, Declaration) : $"{alias}.{Quoted}";
}
