using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>
/// Redacts the values of columns, under the name of their column. A column in which nothing is hidden is given back as it is; only behind the first
/// value that changes are values copied.
/// </summary>
/// <param name="redactor">What looks for data, and counts it.</param>
internal sealed class ValueRedaction(Redactor redactor)
{
    private const byte JsonbVersion = 1;
    private readonly ArrayBufferWriter<byte> changed = new();
    private readonly ArrayBufferWriter<byte> element = new();
    private byte[] label = [];

    /// <summary>The column with what was found hidden, or the very same.</summary>
    /// <param name="block">Its rows; one whose JSON cannot be looked into is rejected.</param>
    /// <param name="column">A column of text or JSON.</param>
    public Column Redact(RowBlock block, Column column)
    {
        label = Encoding.UTF8.GetBytes(column.Schema.Name);
        ColumnBuilder? built = null;
        for (var row = 0; row < block.RowCount; row++)
        {
            changed.ResetWrittenCount();
            if (!column.IsNull(row) && block.Has(row) && TryRedact(block, column, row))
            {
                built ??= CopyOf(column, row);
                built.Add(changed.WrittenSpan);
            }
            else if (built is not null)
            {
                Copy(column, row, built);
            }
        }

        return built?.Build() ?? column;
    }

    private static ColumnBuilder CopyOf(Column column, int rows)
    {
        var built = new ColumnBuilder(column.Schema);
        for (var row = 0; row < rows; row++)
        {
            Copy(column, row, built);
        }

        return built;
    }

    private static void Copy(Column column, int row, ColumnBuilder built)
    {
        if (column.IsNull(row))
        {
            built.AddNull();
        }
        else
        {
            built.Add(column.Value(row));
        }
    }

    private bool TryRedact(RowBlock block, Column column, int row)
    {
        try
        {
            var type = column.Schema.Type;
            return type.IsArray && column.Schema.Encoding == ColumnEncoding.PgBinary
                ? TryRedactArray(type.Kind, column.ValueMemory(row))
                : TryRedact(type.IsArray ? TypeKind.Text : type.Kind, column.ValueMemory(row), changed, column.Schema.Encoding);
        }
        catch (JsonException)
        {
            // The value itself stays out of the quarantine: nobody could look into it.
            block.Reject(row, column.Schema.Name, "", "The value is no JSON, or nested deeper than 128 levels, so that it cannot be looked into for personal data.");
            return false;
        }
    }

    private bool TryRedact(TypeKind kind, ReadOnlyMemory<byte> value, IBufferWriter<byte> to, ColumnEncoding encoding) => kind switch
    {
        TypeKind.Json => TryRedactJson(value, to, prefix: default),
        TypeKind.Jsonb when encoding == ColumnEncoding.PgBinary => TryRedactJson(value[1..], to, [JsonbVersion]),
        TypeKind.Jsonb => TryRedactJson(value, to, prefix: default),
        _ => redactor.Text.TryRedactValue(value.Span, label, redactor.Report, to),
    };

    // PostgreSQL's array: dimensions, flags, type, two numbers a dimension; then each element's length, -1 for null, and bytes.
    private bool TryRedactArray(TypeKind kind, ReadOnlyMemory<byte> value)
    {
        var isChanged = false;
        var at = 12 + (8 * BinaryPrimitives.ReadInt32BigEndian(value.Span));
        changed.Write(value.Span[..at]);
        while (at < value.Length)
        {
            var length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(value.Span[at..]));
            element.ResetWrittenCount();
            if (length > 0 && TryRedact(kind, value.Slice(at + 4, length), element, ColumnEncoding.PgBinary))
            {
                isChanged = true;
                BinaryPrimitives.WriteInt32BigEndian(changed.GetSpan(4), element.WrittenCount);
                changed.Advance(4);
                changed.Write(element.WrittenSpan);
            }
            else
            {
                changed.Write(value.Span.Slice(at, 4 + length));
            }

            at += 4 + length;
        }

        return isChanged;
    }

    private bool TryRedactJson(ReadOnlyMemory<byte> json, IBufferWriter<byte> to, ReadOnlySpan<byte> prefix)
    {
        var redacted = redactor.Json.Redact(json, JsonPlaces.Everything, redactor.Report, label);
        if (redacted.Equals(json))
        {
            return false;
        }

        to.Write(prefix);
        to.Write(redacted.Span);
        return true;
    }
}
