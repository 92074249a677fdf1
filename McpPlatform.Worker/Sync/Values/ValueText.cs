using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>Writes a value as text.</summary>
internal static class ValueText
{
    /// <summary>The text of a value.</summary>
    /// <param name="schema">Its column's type and encoding.</param>
    /// <param name="value">Its bytes; not null.</param>
    public static string Format(ColumnSchema schema, ReadOnlySpan<byte> value) =>
        schema.Encoding == ColumnEncoding.Utf8 ? Encoding.UTF8.GetString(value)
        : schema.Type.IsArray ? ArrayText.Format(schema.Type.Element(), value)
        : Format(schema.Type, value);

    /// <summary>The text of a value in binary form that is no array.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its bytes.</param>
    public static string Format(ColumnType type, ReadOnlySpan<byte> value) => type.Kind switch
    {
        TypeKind.Boolean => value[0] != 0 ? "true" : "false",
        TypeKind.Int16 => Text(BinaryPrimitives.ReadInt16BigEndian(value)),
        TypeKind.Int32 => Text(BinaryPrimitives.ReadInt32BigEndian(value)),
        TypeKind.Int64 => Text(BinaryPrimitives.ReadInt64BigEndian(value)),
        TypeKind.Float32 => Text(BinaryPrimitives.ReadSingleBigEndian(value)),
        TypeKind.Float64 => Text(BinaryPrimitives.ReadDoubleBigEndian(value)),
        TypeKind.Numeric => PgNumeric.Format(value),
        TypeKind.Text or TypeKind.Json => Encoding.UTF8.GetString(value),
        TypeKind.Jsonb => Encoding.UTF8.GetString(value[1..]),
        TypeKind.Bytes => @"\x" + Convert.ToHexStringLower(value),
        TypeKind.Date => TimeText.FormatDate(BinaryPrimitives.ReadInt32BigEndian(value)),
        TypeKind.Time => TimeText.FormatTime(BinaryPrimitives.ReadInt64BigEndian(value)),
        TypeKind.Timestamp => TimeText.FormatTimestamp(BinaryPrimitives.ReadInt64BigEndian(value), ""),
        TypeKind.TimestampTz => TimeText.FormatTimestamp(BinaryPrimitives.ReadInt64BigEndian(value), "+00"),
        TypeKind.Interval => Interval(value),
        TypeKind.Uuid => new Guid(value, bigEndian: true).ToString(),
        _ => @"\x" + Convert.ToHexStringLower(value),
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Interval(ReadOnlySpan<byte> value)
    {
        var time = BinaryPrimitives.ReadInt64BigEndian(value);
        var days = BinaryPrimitives.ReadInt32BigEndian(value[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(value[12..]);
        List<string> parts = [];
        Add(parts, months / 12, "year");
        Add(parts, months % 12, "mon");
        Add(parts, days, "day");
        if (time != 0 || parts.Count == 0)
        {
            parts.Add((time < 0 ? "-" : "") + TimeText.FormatTime(Math.Abs(time)));
        }

        return string.Join(' ', parts);
    }

    private static void Add(List<string> parts, int count, string unit)
    {
        if (count != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}"));
        }
    }
}
