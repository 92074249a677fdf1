using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Hides a column's values; nulls stay null and the result is text.</summary>
/// <param name="index">Place of the column.</param>
/// <param name="method">How.</param>
/// <param name="key">The tenant's key, for hashes.</param>
internal sealed class MaskStep(int index, MaskMethod method, ReadOnlyMemory<byte> key) : ITransformStep
{
    private const int HashDigits = 32;
    private const int ShownCharacters = 4;

    /// <inheritdoc/>
    public void Apply(RowBlock block)
    {
        var column = block.Columns[index];
        var built = new ColumnBuilder(column.Schema with { Type = ColumnType.Text, Encoding = ColumnEncoding.PgBinary });
        var texts = new ValueText();
        for (var row = 0; row < block.RowCount; row++)
        {
            if (column.IsNull(row))
            {
                built.AddNull();
            }
            else
            {
                Hide(column, row, texts, built);
            }
        }

        block.Columns[index] = built.Build();
    }

    private void Hide(Column column, int row, ValueText texts, ColumnBuilder built)
    {
        switch (method)
        {
            case MaskMethod.Redact:
                built.Add("***"u8);
                break;
            case MaskMethod.Hash:
                built.Add(Encoding.ASCII.GetBytes(Hash(texts.Of(column.Schema, column.Value(row)))));
                break;
            default:
                built.Add(Encoding.UTF8.GetBytes(Partial(ValueText.ToString(column.Schema, column.Value(row)))));
                break;
        }
    }

    /// <summary>Hashes the text form, so that a value keeps its hash when its column's type changes.</summary>
    private string Hash(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, text))[..HashDigits];

    private static string Partial(string text)
    {
        // Characters as people see them: half of a surrogate pair would be no text at all.
        var characters = StringInfo.ParseCombiningCharacters(text);
        return characters.Length <= ShownCharacters
            ? new string('*', characters.Length)
            : new string('*', characters.Length - ShownCharacters) + text[characters[^ShownCharacters]..];
    }
}
