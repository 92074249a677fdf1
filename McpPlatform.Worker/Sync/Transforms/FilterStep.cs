using System.Text.Json;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Keeps the rows for which a comparison holds; the others are discarded and counted.</summary>
/// <param name="index">Place of the column.</param>
/// <param name="filter">The comparison.</param>
internal sealed class FilterStep(int index, FilterTransform filter) : ITransformStep
{
    // One reference, replaced whole: lanes of a stream share the step.
    private Prepared? prepared;

    private delegate bool RowTest(Column column, int row);

    /// <inheritdoc/>
    public void Apply(RowBlock block)
    {
        var column = block.Columns[index];
        var ready = prepared;
        if (ready is null || ready.Schema != column.Schema)
        {
            prepared = ready = new Prepared(column.Schema, Prepare(column.Schema));
        }

        for (var row = 0; row < block.RowCount; row++)
        {
            if (block.Has(row) && !ready.Holds(column, row))
            {
                block.Discard(row);
            }
        }
    }

    private RowTest Prepare(ColumnSchema schema)
    {
        switch (filter.Op)
        {
            case FilterOperator.IsNull:
                return (column, row) => column.IsNull(row);
            case FilterOperator.IsNotNull:
                return (column, row) => !column.IsNull(row);
            case FilterOperator.Contains:
                var part = FilterValues.Text(filter.Value!.Value);
                return (column, row) => !column.IsNull(row)
                    && ValueText.ToString(column.Schema, column.Value(row)).Contains(part, StringComparison.OrdinalIgnoreCase);
            case FilterOperator.In:
                var values = filter.Value!.Value.EnumerateArray().Select(v => FilterValues.Comparison(schema, filter, v)).ToArray();
                return (column, row) => !column.IsNull(row) && IsAny(values, column.Value(row));
            default:
                var comparison = FilterValues.Comparison(schema, filter, filter.Value!.Value);
                return (column, row) => !column.IsNull(row) && Holds(comparison(column.Value(row)));
        }
    }

    private static bool IsAny(ValueComparison[] values, ReadOnlySpan<byte> value)
    {
        foreach (var candidate in values)
        {
            if (candidate(value) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(int order) => filter.Op switch
    {
        FilterOperator.Eq => order == 0,
        FilterOperator.Ne => order != 0,
        FilterOperator.Lt => order < 0,
        FilterOperator.Le => order <= 0,
        FilterOperator.Gt => order > 0,
        _ => order >= 0,
    };

    private sealed record Prepared(ColumnSchema Schema, RowTest Holds);
}

/// <summary>The values a filter compares with.</summary>
internal static class FilterValues
{
    /// <summary>Checks that a filter has the value its comparison needs.</summary>
    /// <param name="schema">The column's type and encoding.</param>
    /// <param name="filter">The filter.</param>
    public static void Check(ColumnSchema schema, FilterTransform filter)
    {
        switch (filter.Op)
        {
            case FilterOperator.IsNull or FilterOperator.IsNotNull:
                break;
            case FilterOperator.In when filter.Value is { ValueKind: JsonValueKind.Array } list:
                foreach (var value in list.EnumerateArray())
                {
                    Comparison(schema, filter, value);
                }

                break;
            case FilterOperator.Contains when filter.Value is { ValueKind: JsonValueKind.String }:
                break;
            case not (FilterOperator.In or FilterOperator.Contains) when filter.Value is { } value:
                Comparison(schema, filter, value);
                break;
            default:
                throw Wrong($"The filter on '{filter.Column}' ({filter.Op}) lacks the value it compares with.");
        }
    }

    /// <summary>Prepares a comparison.</summary>
    /// <param name="schema">The column's type and encoding.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="value">The value.</param>
    public static ValueComparison Comparison(ColumnSchema schema, FilterTransform filter, JsonElement value) =>
        ValueComparisons.Of(schema, Text(value))
        ?? throw Wrong($"The filter compares '{filter.Column}', which is {schema.Type}, with {value.GetRawText()}, which is none.");

    /// <summary>A value as text.</summary>
    /// <param name="value">The value.</param>
    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static ConnectorException Wrong(string message) => new(Contracts.Connectors.FailureClass.Configuration, message);
}
