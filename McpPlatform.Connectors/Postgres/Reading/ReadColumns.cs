using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>A column of a read: as the plan knows it, as it travels, and the SQL that gives it.</summary>
/// <param name="Catalog">As the plan knows it.</param>
/// <param name="Schema">As it travels.</param>
/// <param name="Expression">The SQL.</param>
internal sealed record ReadColumn(CatalogColumn Catalog, ColumnSchema Schema, string Expression);

/// <summary>Decides how each column of a table is read.</summary>
internal static class ReadColumns
{
    /// <summary>Matches the wanted columns with those the table has now.</summary>
    /// <exception cref="ConnectorException">One is gone, or has a type that the wanted one does not hold.</exception>
    public static IReadOnlyList<ReadColumn> Of(TableName table, IReadOnlyList<TableColumn> existing, ReadRequest request)
    {
        if (request.Columns.Count == 0)
        {
            return [.. existing.Select(c => Read(table, c, c.ToCatalog(), request.AcceptsNative))];
        }

        var byName = existing.ToDictionary(c => c.Name);
        return [.. request.Columns.Select(wanted => Read(
            table,
            byName.GetValueOrDefault(wanted.Name) ?? throw new ConnectorException(
                FailureClass.Configuration, $"{table} has no column '{wanted.Name}' any more. Take it out of the plan, or put it back."),
            wanted, request.AcceptsNative))];
    }

    private static ReadColumn Read(TableName table, TableColumn column, CatalogColumn wanted, bool acceptsNative)
    {
        var name = TableName.Quote(column.Name);
        if (wanted.Type != column.Type)
        {
            return Cast(table, column, wanted, name);
        }

        var catalog = wanted with { Nullable = column.Nullable, NativeType = column.Declared };
        if (column.Type.Kind == TypeKind.Native)
        {
            var binary = acceptsNative && column.HasPortableBinaryForm;
            var schema = new ColumnSchema(column.Name, column.Type, column.Nullable, binary ? ColumnEncoding.PgBinary : ColumnEncoding.Utf8);
            return new ReadColumn(catalog, schema, binary ? name : $"{name}::text");
        }

        // An array carries the identifier of its element type: that of varchar is not that of text.
        var canonical = column.ElementTypeId == 0 || PgTypes.IsCanonicalElement(column.Type, column.ElementTypeId);
        return new ReadColumn(
            catalog, new ColumnSchema(column.Name, column.Type, column.Nullable), canonical ? name : $"{name}::{PgTypes.Declaration(column.Type)}");
    }

    private static ReadColumn Cast(TableName table, TableColumn column, CatalogColumn wanted, string name)
    {
        if (wanted.Type.Kind == TypeKind.Native || wanted.Type.IsArray || column.Type.IsArray)
        {
            RequireHeld(table, column, wanted);
        }
        else if (Widening.Union(wanted.Type, column.Type) != wanted.Type)
        {
            // It travels as what it is: whoever reads casts value by value, and one that does not fit rejects its row instead of the whole read.
            return Read(table, column, wanted with { Type = column.Type }, acceptsNative: false);
        }

        var expression = Widening.Cast(name, column.Declared, PgTypes.Declaration(wanted.Type));
        return new ReadColumn(wanted with { Nullable = column.Nullable }, new ColumnSchema(column.Name, wanted.Type, column.Nullable), expression);
    }

    private static void RequireHeld(TableName table, TableColumn column, CatalogColumn wanted)
    {
        if (wanted.Type.Kind == TypeKind.Native || Widening.Union(wanted.Type, column.Type) != wanted.Type)
        {
            throw new ConnectorException(
                FailureClass.Configuration,
                $"Column '{column.Name}' of {table} is now {column.Declared}, but was {wanted.Type} when the plan was made. Discover again and correct the plan.");
        }
    }
}
