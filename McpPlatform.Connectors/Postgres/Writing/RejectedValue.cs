using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>A value as it is kept beside a rejected row: as text, cut.</summary>
internal static class RejectedValue
{
    private const int MostCharacters = 1000;

    /// <summary>Text of a value that is text already, valid or not.</summary>
    public static string Cut(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MostCharacters * 4)]);
        return text.Length <= MostCharacters ? text : text[..MostCharacters];
    }

    /// <summary>Text of a cell; <see langword="null"/> where it has no value.</summary>
    public static string? Of(Column column, int row)
    {
        if (column.IsNull(row))
        {
            return null;
        }

        var value = column.Value(row);
        if (column.Schema.Encoding == ColumnEncoding.Utf8 || column.Schema.Type is { IsArray: false, Kind: TypeKind.Text or TypeKind.Json })
        {
            return Cut(value);
        }

        var text = column.Schema.Type.Kind == TypeKind.Native ? "\\x" + Convert.ToHexStringLower(value[..Math.Min(value.Length, 500)]) : PgText.ToString(column.Schema.Type, value);
        return text.Length <= MostCharacters ? text : text[..MostCharacters];
    }
}
