using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>Which types hold every value of which others.</summary>
internal static class Widening
{
    /// <summary>The type that holds the values of both; <see langword="null"/> where none does without loss.</summary>
    /// <param name="existing">Type of the target's column.</param>
    /// <param name="incoming">Type that comes.</param>
    public static ColumnType? Union(ColumnType existing, ColumnType incoming)
    {
        if (existing == incoming)
        {
            return existing;
        }

        if (existing.IsArray != incoming.IsArray)
        {
            return existing == ColumnType.Text ? existing : null;
        }

        if (existing.IsArray)
        {
            return Union(existing.Element(), incoming.Element())?.AsArray();
        }

        if (existing.Kind == TypeKind.Numeric || incoming.Kind == TypeKind.Numeric)
        {
            return Numeric(existing, incoming);
        }

        return Holds(existing, incoming) ? existing : Grows(existing, incoming) ? incoming : null;
    }

    /// <summary>Whether the existing column takes the incoming values after a cast that always succeeds or is the destination's to check.</summary>
    private static bool Holds(ColumnType existing, ColumnType incoming) => existing.Kind switch
    {
        TypeKind.Text => true,
        TypeKind.Native => incoming.Kind is TypeKind.Text or TypeKind.Native,
        TypeKind.Json or TypeKind.Jsonb => incoming.Kind is TypeKind.Json or TypeKind.Jsonb,
        _ => Grows(incoming, existing),
    };

    private static bool Grows(ColumnType from, ColumnType to) => (from.Kind, to.Kind) switch
    {
        (TypeKind.Int16, TypeKind.Int32 or TypeKind.Int64 or TypeKind.Float32 or TypeKind.Float64) => true,
        (TypeKind.Int32, TypeKind.Int64 or TypeKind.Float64) => true,
        (TypeKind.Float32, TypeKind.Float64) => true,
        (TypeKind.Date, TypeKind.Timestamp) => true,
        _ => false,
    };

    private static ColumnType? Numeric(ColumnType existing, ColumnType incoming)
    {
        if (existing.Kind == TypeKind.Text)
        {
            return existing;
        }

        if (Digits(existing) is not { } one || Digits(incoming) is not { } other)
        {
            return null;
        }

        if (one.Whole < 0 || other.Whole < 0)
        {
            return new ColumnType(TypeKind.Numeric);
        }

        var scale = Math.Max(one.Scale, other.Scale);
        var precision = Math.Max(one.Whole, other.Whole) + scale;
        return precision is >= 1 and <= 1000 ? ColumnType.Numeric(precision, scale) : new ColumnType(TypeKind.Numeric);
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
}
