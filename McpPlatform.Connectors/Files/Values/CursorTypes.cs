using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>Types whose values can be cursors.</summary>
internal static class CursorTypes
{
    /// <summary>Whether a column of a type can be a cursor.</summary>
    public static bool Has(ColumnType type) => !type.IsArray && type.Kind
        is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Text;
}
