using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>Compares the bytes of a column's values with one fixed value, decoding no more than the comparison needs.</summary>
/// <param name="value">A value's bytes.</param>
/// <returns>Less than, equal to or greater than 0; <see langword="null"/> where no order exists (a NaN of a float).</returns>
internal delegate int? ValueComparison(ReadOnlySpan<byte> value);

/// <summary>Prepares comparisons.</summary>
internal static class ValueComparisons
{
    /// <summary>Prepares the comparison of a column with a fixed value.</summary>
    /// <param name="schema">The column's type and encoding.</param>
    /// <param name="literal">The value as text.</param>
    /// <returns>The comparison; <see langword="null"/> where the text is no value of the column's type.</returns>
    public static ValueComparison? Of(ColumnSchema schema, string literal)
    {
        if (schema.Encoding == ColumnEncoding.Utf8 || schema.Type.IsArray || !ValueParser.CanParse(schema.Type))
        {
            return value => string.CompareOrdinal(ValueText.Format(schema, value), literal);
        }

        return schema.Type.Kind switch
        {
            TypeKind.Int16 => Whole(literal, v => BinaryPrimitives.ReadInt16BigEndian(v)),
            TypeKind.Int32 => Whole(literal, v => BinaryPrimitives.ReadInt32BigEndian(v)),
            TypeKind.Int64 => Whole(literal, v => BinaryPrimitives.ReadInt64BigEndian(v)),
            TypeKind.Float32 => Float(literal, v => BinaryPrimitives.ReadSingleBigEndian(v)),
            TypeKind.Float64 => Float(literal, v => BinaryPrimitives.ReadDoubleBigEndian(v)),
            TypeKind.Text or TypeKind.Json => Bytes(Encoding.UTF8.GetBytes(literal)),
            TypeKind.Jsonb => value => string.CompareOrdinal(ValueText.Format(schema, value), literal),
            _ => Parsed(schema.Type, literal),
        };
    }

    private static ValueComparison? Whole(string literal, WholeReader read)
    {
        if (long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return value => read(value).CompareTo(whole);
        }

        return decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? value => ((decimal)read(value)).CompareTo(number)
            : null;
    }

    private static ValueComparison? Float(string literal, FloatReader read) =>
        double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? value => read(value) is var v && double.IsNaN(v) ? null : v.CompareTo(number)
            : null;

    private static ValueComparison? Parsed(ColumnType type, string literal)
    {
        // Precision and scale of the column do not bind what it is compared with.
        var free = type.Kind == TypeKind.Numeric ? new ColumnType(TypeKind.Numeric) : type;
        if (ValueParser.Parse(free, literal) is not { } fixedValue)
        {
            return null;
        }

        return type.Kind switch
        {
            TypeKind.Numeric => value => PgNumeric.Compare(value, fixedValue),
            TypeKind.Date => value => BinaryPrimitives.ReadInt32BigEndian(value).CompareTo(BinaryPrimitives.ReadInt32BigEndian(fixedValue)),
            TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz =>
                value => BinaryPrimitives.ReadInt64BigEndian(value).CompareTo(BinaryPrimitives.ReadInt64BigEndian(fixedValue)),
            _ => Bytes(fixedValue),
        };
    }

    private static ValueComparison Bytes(byte[] fixedValue) => value => value.SequenceCompareTo(fixedValue);

    private delegate long WholeReader(ReadOnlySpan<byte> value);

    private delegate double FloatReader(ReadOnlySpan<byte> value);
}
