using System.Buffers;
using System.Text;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>Texts of values, whatever their encoding, with one buffer for all of them. Not thread-safe.</summary>
public sealed class ValueText
{
    private static readonly ColumnType Hex = new(TypeKind.Bytes);
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The text of a value as a string.</summary>
    /// <param name="schema">Its column's type and encoding.</param>
    /// <param name="value">Its bytes; not null.</param>
    public static string ToString(ColumnSchema schema, ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(new ValueText().Of(schema, value));

    /// <summary>The text of a value, as UTF-8; what only its own database can read is shown as hexadecimal bytes.</summary>
    /// <param name="schema">Its column's type and encoding.</param>
    /// <param name="value">Its bytes; not null.</param>
    /// <returns>The text; good until the next call.</returns>
    public ReadOnlySpan<byte> Of(ColumnSchema schema, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Encoding == ColumnEncoding.Utf8 || schema.Type is { IsArray: false, Kind: TypeKind.Text or TypeKind.Json })
        {
            return value;
        }

        buffer.ResetWrittenCount();
        PgText.Write(schema.Type.Kind == TypeKind.Native ? Hex : schema.Type, value, buffer);
        return buffer.WrittenSpan;
    }
}
