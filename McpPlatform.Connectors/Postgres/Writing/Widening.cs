using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Datasets;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>What a column of PostgreSQL becomes so that it takes other values: the common rule, but for what the database itself takes and checks.</summary>
internal static class Widening
{
    /// <summary>The type that takes the values of both.</summary>
    /// <param name="existing">Type of the column.</param>
    /// <param name="incoming">Type that comes.</param>
    public static ColumnType Union(ColumnType existing, ColumnType incoming) =>
        existing is { IsArray: false } && !incoming.IsArray && TakesAsText(existing.Kind, incoming.Kind) ? existing : TypeWidening.Join(existing, incoming);

    /// <summary>
    /// Whether a column only changes into text because no other type takes both: whoever reads it finds words where numbers or times stood.
    /// </summary>
    public static bool TurnsIntoText(ColumnType existing, ColumnType union) => union.Kind == TypeKind.Text && existing.Kind != TypeKind.Text;

    /// <summary>A value as another type, in SQL. From a double to a number of any length by its text: the direct way keeps 15 digits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="from">Its declared type.</param>
    /// <param name="to">The wanted one.</param>
    public static string Cast(string value, string from, string to) =>
        from is "real" or "double precision" && to.StartsWith("numeric", StringComparison.Ordinal) ? $"{value}::text::{to}" : $"{value}::{to}";

    private static bool TakesAsText(TypeKind existing, TypeKind incoming) => existing switch
    {
        TypeKind.Native => incoming is TypeKind.Text or TypeKind.Native,
        TypeKind.Json or TypeKind.Jsonb => incoming is TypeKind.Json or TypeKind.Jsonb,
        _ => false,
    };
}
