using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Worker.Sync.Schema;

/// <summary>The narrowest type that takes the values of two.</summary>
internal static class TypeWidening
{
    private static readonly TypeKind[] WholeNumbers = [TypeKind.Int16, TypeKind.Int32, TypeKind.Int64];
    private static readonly TypeKind[] Moments = [TypeKind.Date, TypeKind.Timestamp, TypeKind.TimestampTz];

    /// <summary>Joins two types; text takes everything.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static ColumnType Join(ColumnType a, ColumnType b)
    {
        if (a == b)
        {
            return a;
        }

        if (a.IsArray || b.IsArray || a.Kind == TypeKind.Native || b.Kind == TypeKind.Native)
        {
            return ColumnType.Text;
        }

        return Longer(WholeNumbers, a.Kind, b.Kind) ?? Longer(Moments, a.Kind, b.Kind) ?? Number(a, b) ?? Json(a.Kind, b.Kind) ?? ColumnType.Text;
    }

    private static ColumnType? Longer(TypeKind[] growing, TypeKind a, TypeKind b)
    {
        var (left, right) = (Array.IndexOf(growing, a), Array.IndexOf(growing, b));
        return left < 0 || right < 0 ? null : new ColumnType(growing[Math.Max(left, right)]);
    }

    private static ColumnType? Number(ColumnType a, ColumnType b)
    {
        if (!IsNumber(a.Kind) || !IsNumber(b.Kind))
        {
            return null;
        }

        if (a is { Precision: { } pa, Scale: { } sa } && b is { Precision: { } pb, Scale: { } sb })
        {
            var scale = Math.Max(sa, sb);
            var precision = Math.Max(pa - sa, pb - sb) + scale;
            return precision <= 1000 ? ColumnType.Numeric(precision, scale) : new ColumnType(TypeKind.Numeric);
        }

        // A double holds every 32-bit whole number, but not every 64-bit one.
        TypeKind[] kinds = [a.Kind, b.Kind];
        return new ColumnType(kinds.Contains(TypeKind.Numeric) || kinds.Contains(TypeKind.Int64) ? TypeKind.Numeric : TypeKind.Float64);
    }

    private static ColumnType? Json(TypeKind a, TypeKind b) =>
        a is TypeKind.Json or TypeKind.Jsonb && b is TypeKind.Json or TypeKind.Jsonb ? new ColumnType(TypeKind.Jsonb) : null;

    private static bool IsNumber(TypeKind kind) =>
        WholeNumbers.Contains(kind) || kind is TypeKind.Float32 or TypeKind.Float64 or TypeKind.Numeric;
}
