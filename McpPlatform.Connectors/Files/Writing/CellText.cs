using System.Buffers;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>The text of a cell, whatever its encoding.</summary>
internal sealed class CellText
{
    private readonly ArrayBufferWriter<byte> text = new();

    /// <summary>The text of a cell that has a value; good until the next call.</summary>
    public ReadOnlySpan<byte> Of(Column column, int row)
    {
        var value = column.Value(row);
        var type = column.Schema.Type;
        if (column.Schema.Encoding == ColumnEncoding.Utf8 || (!type.IsArray && type.Kind is TypeKind.Text or TypeKind.Json))
        {
            return value;
        }

        if (type.Kind == TypeKind.Native)
        {
            throw new ConnectorException(FailureClass.System, $"Column '{column.Schema.Name}' came in binary, but {type} has a text form only at its source.");
        }

        text.ResetWrittenCount();
        PgText.Write(type, value, text);
        return text.WrittenSpan;
    }
}
