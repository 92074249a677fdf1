using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>The order of cursor values in their binary form.</summary>
internal static class CursorOrder
{
    /// <summary>Whether values of a type can be compared here.</summary>
    public static bool Has(ColumnType type) => !type.IsArray && type.Kind
        is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Text;

    /// <summary>Compares. Binary numbers are big-endian: as unsigned bytes they are in order once the sign is turned.</summary>
    public static int Compare(TypeKind kind, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        kind != TypeKind.Text && (one[0] ^ other[0]) >= 0x80 ? (one[0] >= 0x80 ? -1 : 1) : one.SequenceCompareTo(other);
}
