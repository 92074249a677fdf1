using System.Buffers;
using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using Npgsql;

namespace McpPlatform.Gateway.Warehouse;

/// <summary>Rows of a query as JSON. The database writes each value as text; numbers, booleans and JSON keep their kind, all else stays text.</summary>
internal static class QueryRows
{
    private const long MaxBytes = 16 * 1_024 * 1_024;

    // Beyond this, readers that know only doubles would see another number.
    private const long MaxExactInteger = 1L << 53;

    public static async Task<QueryResult> ReadAsync(NpgsqlDataReader reader, int limit, CancellationToken cancellationToken)
    {
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => new QueryColumn(reader.GetName(i), reader.GetDataTypeName(i))).ToList();
        var rows = new List<JsonElement>();
        var bytes = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == limit || bytes > MaxBytes)
            {
                return new QueryResult(columns, rows, true);
            }

            var row = Row(reader, columns);
            bytes += row.WrittenCount;
            rows.Add(JsonElement.Parse(row.WrittenSpan));
        }

        return new QueryResult(columns, rows, false);
    }

    private static ArrayBufferWriter<byte> Row(NpgsqlDataReader reader, List<QueryColumn> columns)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        for (var i = 0; i < columns.Count; i++)
        {
            if (reader.IsDBNull(i))
            {
                writer.WriteNullValue();
            }
            else
            {
                Write(writer, columns[i].Type, reader.GetString(i));
            }
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer;
    }

    private static void Write(Utf8JsonWriter writer, string type, string text)
    {
        switch (type)
        {
            case "boolean":
                writer.WriteBooleanValue(text == "t");
                break;
            case "smallint" or "integer" or "bigint" when long.Parse(text, CultureInfo.InvariantCulture) is >= -MaxExactInteger and <= MaxExactInteger:
                writer.WriteRawValue(text);
                break;
            case "real" or "double precision" when double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture)):
                writer.WriteRawValue(text);
                break;
            case "json" or "jsonb":
                writer.WriteRawValue(text);
                break;
            default:
                writer.WriteStringValue(text);
                break;
        }
    }
}
