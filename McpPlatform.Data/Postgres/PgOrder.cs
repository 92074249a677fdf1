using System.Buffers.Binary;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>The order PostgreSQL gives to two values of one type, in their binary form. Text is ordered by its bytes, as collation <c>C</c> does.</summary>
public static class PgOrder
{
    /// <summary>Whether values of a type have an order here.</summary>
    /// <param name="type">The type.</param>
    public static bool Has(ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !type.IsArray && type.Kind is not (TypeKind.Json or TypeKind.Jsonb or TypeKind.Native);
    }

    /// <summary>Compares two values. Of floats and numerics NaN equals itself and is greater than all others; of intervals a month is 30 days and a day 24 hours.</summary>
    /// <param name="kind">What both are.</param>
    /// <param name="one">One value's bytes.</param>
    /// <param name="other">The other's.</param>
    public static int Compare(TypeKind kind, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => kind switch
    {
        TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Date or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz =>
            Signed(one, other),
        TypeKind.Float32 => Floats(BinaryPrimitives.ReadSingleBigEndian(one), BinaryPrimitives.ReadSingleBigEndian(other)),
        TypeKind.Float64 => Floats(BinaryPrimitives.ReadDoubleBigEndian(one), BinaryPrimitives.ReadDoubleBigEndian(other)),
        TypeKind.Numeric => new PgNumericValue(one).CompareTo(new PgNumericValue(other)),
        TypeKind.Interval => PgInterval.Length(one).CompareTo(PgInterval.Length(other)),
        _ => one.SequenceCompareTo(other),
    };

    // Big-endian numbers are in order as unsigned bytes once the sign is turned.
    private static int Signed(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        (one[0] ^ other[0]) >= 0x80 ? (one[0] >= 0x80 ? -1 : 1) : one.SequenceCompareTo(other);

    private static int Floats(double one, double other) =>
        double.IsNaN(one) || double.IsNaN(other) ? double.IsNaN(one).CompareTo(double.IsNaN(other)) : one.CompareTo(other);
}
