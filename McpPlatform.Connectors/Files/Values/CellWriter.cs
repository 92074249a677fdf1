using System.Buffers.Binary;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>Writes the values of one field of a file as cells of one column, in PostgreSQL's binary form.</summary>
/// <param name="column">The column.</param>
/// <param name="place">Where the value stands in a record; -1 when the file lacks it.</param>
internal sealed class CellWriter(CatalogColumn column, int place)
{
    private readonly TypeKind kind = column.Type.IsArray ? TypeKind.Native : column.Type.Kind;

    private bool IsNative => column.Type is { Kind: TypeKind.Native, IsArray: false };

    /// <summary>The cells.</summary>
    public ColumnBuilder Cells { get; } = new(new ColumnSchema(
        column.Name, column.Type, column.Nullable, column.Type.Kind == TypeKind.Native ? ColumnEncoding.Utf8 : ColumnEncoding.PgBinary));

    /// <summary>The column.</summary>
    public CatalogColumn Column => column;

    /// <summary>Where the value stands in a record.</summary>
    public int Field => place;

    /// <summary>Adds the value of the present record.</summary>
    /// <returns>Whether it fits the type; nothing usable is added when it does not.</returns>
    public bool TryAdd(RecordReader record)
    {
        if (place < 0 || place >= record.FieldCount)
        {
            Cells.AddNull();
            return true;
        }

        var text = record.Text(place, out var written);
        if (written == FieldKind.Missing || (text.Length == 0 && kind is not (TypeKind.Text or TypeKind.Bytes) && !IsNative))
        {
            Cells.AddNull();
            return true;
        }

        return kind switch
        {
            TypeKind.Text => AddBytes(text),
            TypeKind.Int64 => AddInt64(text),
            TypeKind.Float64 => AddFloat64(text),
            TypeKind.Timestamp or TypeKind.TimestampTz => AddTimestamp(text),
            TypeKind.Date => AddDate(text),
            TypeKind.Boolean => AddBoolean(text),
            TypeKind.Jsonb => AddJson(record.Json(place), version: true),
            TypeKind.Json => AddJson(record.Json(place), version: false),
            _ => AddOther(text),
        };
    }

    private bool AddBytes(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Cells.Add(text.Length));
        return true;
    }

    private bool AddInt64(ReadOnlySpan<byte> text)
    {
        if (!TextParsing.TryInt64(text, out var value))
        {
            return AddOther(text);
        }

        BinaryPrimitives.WriteInt64BigEndian(Cells.Add(8), value);
        return true;
    }

    private bool AddFloat64(ReadOnlySpan<byte> text)
    {
        if (!TextParsing.TryFloat64(text, out var value))
        {
            return AddOther(text);
        }

        BinaryPrimitives.WriteDoubleBigEndian(Cells.Add(8), value);
        return true;
    }

    private bool AddTimestamp(ReadOnlySpan<byte> text)
    {
        if (!TextParsing.TryTimestamp(text, out var value, out var hasZone) || hasZone != (kind == TypeKind.TimestampTz))
        {
            return AddOther(text);
        }

        BinaryPrimitives.WriteInt64BigEndian(Cells.Add(8), value);
        return true;
    }

    private bool AddDate(ReadOnlySpan<byte> text)
    {
        if (!TextParsing.TryDate(text, out var days))
        {
            return AddOther(text);
        }

        BinaryPrimitives.WriteInt32BigEndian(Cells.Add(4), days);
        return true;
    }

    private bool AddBoolean(ReadOnlySpan<byte> text)
    {
        if (!TextParsing.TryBoolean(text, out var value))
        {
            return AddOther(text);
        }

        Cells.Add(1)[0] = value ? (byte)1 : (byte)0;
        return true;
    }

    private bool AddJson(ReadOnlySpan<byte> json, bool version)
    {
        if (!JsonText.IsStorable(json))
        {
            return false;
        }

        var cell = Cells.Add(json.Length + (version ? 1 : 0));
        if (version)
        {
            cell[0] = 1;
            cell = cell[1..];
        }

        json.CopyTo(cell);
        return true;
    }

    private bool AddOther(ReadOnlySpan<byte> text)
    {
        var bounded = column.Type is { Kind: TypeKind.Numeric, IsArray: false, Precision: not null };
        if (bounded && !NumericFit.Fits(text, column.Type.Precision!.Value, column.Type.Scale!.Value))
        {
            return false;
        }

        if (column.Type.Kind == TypeKind.Native)
        {
            // Only its own database can read it.
            return AddBytes(text);
        }

        if (!PgParse.TryParse(column.Type, text, Cells))
        {
            return false;
        }

        Cells.EndValue();
        return true;
    }
}
