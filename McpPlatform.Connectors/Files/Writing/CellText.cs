using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>The text of a cell, whatever its encoding.</summary>
internal sealed class CellText
{
    private readonly ValueText text = new();

    /// <summary>The text of a cell that has a value; good until the next call.</summary>
    public ReadOnlySpan<byte> Of(Column column, int row)
    {
        var schema = column.Schema;
        return schema is { Encoding: ColumnEncoding.PgBinary, Type.Kind: TypeKind.Native }
            ? throw new ConnectorException(FailureClass.System, $"Column '{schema.Name}' came in binary, but {schema.Type} has a text form only at its source.")
            : text.Of(schema, column.Value(row));
    }
}
