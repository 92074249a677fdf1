using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Datasets;

/// <summary>
/// The narrowest type that takes the values of two without loss. The one rule for it: what a source is read as when its column has changed, and
/// what a target's column becomes.
/// </summary>
public static class TypeWidening
{
    private static readonly TypeKind[] Moments = [TypeKind.Date, TypeKind.Timestamp, TypeKind.TimestampTz];

    /// <summary>Joins two types; text takes everything. A moment without a zone is one in UTC.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static ColumnType Join(ColumnType a, ColumnType b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a == b)
        {
            return a;
        }

        if (a.IsArray || b.IsArray)
        {
            return a.IsArray && b.IsArray ? Join(a.Element(), b.Element()).AsArray() : ColumnType.Text;
        }

        return Number(a, b) ?? Moment(a.Kind, b.Kind) ?? Json(a.Kind, b.Kind) ?? ColumnType.Text;
    }

    private static ColumnType? Number(ColumnType a, ColumnType b) =>
        !IsNumber(a.Kind) || !IsNumber(b.Kind) ? null
        : Grows(a.Kind, b.Kind) ? b
        : Grows(b.Kind, a.Kind) ? a
        : Digits(a) is { } one && Digits(b) is { } other ? Numeric(one, other)
        : Floats(a.Kind) && Floats(b.Kind) || Fits32(a.Kind) && Fits32(b.Kind) ? new ColumnType(TypeKind.Float64)
        : new ColumnType(TypeKind.Numeric);

    // A double holds every 32-bit whole number, but not every 64-bit one.
    private static bool Grows(TypeKind from, TypeKind to) => (from, to) switch
    {
        (TypeKind.Int16, TypeKind.Int32 or TypeKind.Int64 or TypeKind.Float32 or TypeKind.Float64) => true,
        (TypeKind.Int32, TypeKind.Int64 or TypeKind.Float64) => true,
        (TypeKind.Float32, TypeKind.Float64) => true,
        _ => false,
    };

    private static ColumnType Numeric((int Whole, int Scale) one, (int Whole, int Scale) other)
    {
        var scale = Math.Max(one.Scale, other.Scale);
        var precision = Math.Max(one.Whole, other.Whole) + scale;
        return one.Whole >= 0 && other.Whole >= 0 && precision is >= 1 and <= 1000
            ? ColumnType.Numeric(precision, scale) : new ColumnType(TypeKind.Numeric);
    }

    /// <summary>Digits before and behind the point; -1 before it for any number of them.</summary>
    private static (int Whole, int Scale)? Digits(ColumnType type) => type.Kind switch
    {
        TypeKind.Int16 => (5, 0),
        TypeKind.Int32 => (10, 0),
        TypeKind.Int64 => (19, 0),
        TypeKind.Numeric when type.Precision is null => (-1, 0),
        TypeKind.Numeric => (type.Precision.Value - type.Scale!.Value, type.Scale.Value),
        _ => null,
    };

    private static ColumnType? Moment(TypeKind a, TypeKind b)
    {
        var (left, right) = (Array.IndexOf(Moments, a), Array.IndexOf(Moments, b));
        return left < 0 || right < 0 ? null : new ColumnType(Moments[Math.Max(left, right)]);
    }

    private static ColumnType? Json(TypeKind a, TypeKind b) =>
        a is TypeKind.Json or TypeKind.Jsonb && b is TypeKind.Json or TypeKind.Jsonb ? new ColumnType(TypeKind.Jsonb) : null;

    private static bool IsNumber(TypeKind kind) =>
        kind is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Float32 or TypeKind.Float64 or TypeKind.Numeric;

    private static bool Floats(TypeKind kind) => kind is TypeKind.Float32 or TypeKind.Float64;

    private static bool Fits32(TypeKind kind) => kind is TypeKind.Int16 or TypeKind.Int32 || Floats(kind);
}
