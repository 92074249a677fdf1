using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>What can be done with values of a type.</summary>
public static class TypeRules
{
    /// <summary>Whether values of the type have an order that can grow, as a cursor needs.</summary>
    /// <param name="type">The type.</param>
    public static bool IsOrderable(this ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !type.IsArray && type.Kind is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Float32 or TypeKind.Float64
            or TypeKind.Numeric or TypeKind.Text or TypeKind.Date or TypeKind.Time or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Uuid;
    }

    /// <summary>Whether the type is a number.</summary>
    /// <param name="type">The type.</param>
    public static bool IsNumber(this ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !type.IsArray && type.Kind is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Float32 or TypeKind.Float64
            or TypeKind.Numeric;
    }

    /// <summary>Whether the type is a calendar date or a moment.</summary>
    /// <param name="type">The type.</param>
    public static bool IsMoment(this ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !type.IsArray && type.Kind is TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz;
    }

    /// <summary>Whether values are texts, or JSON with texts in it, that detectors can look into; also lists of them.</summary>
    /// <param name="type">The type.</param>
    public static bool HoldsText(this ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Kind is TypeKind.Text or TypeKind.Json or TypeKind.Jsonb
            || (type.NativeName is { } native && (native == "citext" || native.EndsWith(".citext", StringComparison.Ordinal)));
    }

    /// <summary>Whether some values of one type can be read as the other; a value that cannot rejects its row.</summary>
    /// <param name="from">The type so far.</param>
    /// <param name="to">The wanted type.</param>
    public static bool CanCast(ColumnType from, ColumnType to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from == to || (!to.IsArray && to.Kind == TypeKind.Text))
        {
            return true;
        }

        if (from.IsArray || to.IsArray || to.Kind == TypeKind.Native)
        {
            return !from.IsArray && from.Kind == TypeKind.Text;
        }

        return from.Kind == TypeKind.Text
            || (from.IsNumber() && to.IsNumber())
            || (from.IsMoment() && to.IsMoment())
            || (from.Kind is TypeKind.Timestamp or TypeKind.TimestampTz && to.Kind == TypeKind.Time)
            || (from.Kind is TypeKind.Json or TypeKind.Jsonb && to.Kind is TypeKind.Json or TypeKind.Jsonb)
            || (from.Kind == TypeKind.Boolean && to.IsNumber())
            || (from.IsNumber() && to.Kind == TypeKind.Boolean)
            || (from.Kind == TypeKind.Native && to.Kind != TypeKind.Native);
    }

    /// <summary>Whether a filter's value can be compared with a column of the type.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="value">The value.</param>
    public static bool Compares(ColumnType type, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.IsArray || value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
        {
            return false;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return type.Kind switch
        {
            TypeKind.Boolean => bool.TryParse(text, out _),
            TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Numeric or TypeKind.Float32 or TypeKind.Float64 =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz => IsMomentText(text),
            TypeKind.Time => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
            TypeKind.Uuid => Guid.TryParse(text, out _),
            _ => true,
        };
    }

    private static bool IsMomentText(string text) =>
        text.Length >= 8 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
