using System.Buffers;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using McpPlatform.Worker.Sync.Transforms;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class ValueCastTests
{
    [Theory]
    [InlineData("int32", "3.00", "3")]
    [InlineData("int64", "1e3", "1000")]
    [InlineData("int64", "-9223372036854775808.0", "-9223372036854775808")]
    [InlineData("int16", "\t-0.0 ", "0")]
    [InlineData("float64", " 1.5 ", "1.5")]
    [InlineData("numeric(5,2)", "1.005", "1.01")]
    [InlineData("timestamptz", "2024-05-01T12:30:00+02:00", "2024-05-01 10:30:00+00")]
    [InlineData("timestamptz", " 2024-05-01 ", "2024-05-01 00:00:00+00")]
    [InlineData("date", "2024-02-29 10:00:00", "2024-02-29")]
    [InlineData("date", "0044-03-15 23:59:59 BC", "0044-03-15 BC")]
    [InlineData("interval", " 1 day 02:00", "1 day 02:00:00")]
    [InlineData("boolean", " Yes ", "true")]
    [InlineData("text", " kept ", " kept ")]
    [InlineData("bytes", @"a\\b\001", @"\x615c6201")]
    public void Other_ways_to_write_a_value_are_understood(string type, string text, string normal) =>
        PgText.ToString(Type(type), Read(type, text).ShouldNotBeNull()).ShouldBe(normal);

    [Theory]
    [InlineData("int32", "3.5")]
    [InlineData("int32", "2147483648.0")]
    [InlineData("int64", "9223372036854775808.0")]
    [InlineData("int64", "NaN")]
    [InlineData("int64", "1e-1")]
    [InlineData("int64", "")]
    [InlineData("date", "2023-02-29")]
    [InlineData("date", "31.12.2024")]
    [InlineData("time", "25:00")]
    [InlineData("numeric", "1e999999999")]
    [InlineData("numeric", "12,5")]
    [InlineData("numeric(5,2)", "1000")]
    [InlineData("boolean", "maybe")]
    [InlineData("uuid", "42")]
    [InlineData("json", "{")]
    [InlineData("float32", "1e300")]
    [InlineData("bytes", @"C:\temp")]
    [InlineData("native:mood", "happy")]
    public void What_is_no_such_value_is_refused(string type, string text) => Read(type, text).ShouldBeNull();

    [Theory]
    [InlineData("int32", "3", "3.5", -1)]
    [InlineData("int16", "7", "100000", -1)]
    [InlineData("float32", "0.1", "0.1", 0)]
    [InlineData("float64", "NaN", "Infinity", 1)]
    [InlineData("numeric(5,2)", "1.50", "1.4999", 1)]
    [InlineData("date", "2024-02-29", "2024-02-29 10:00:00", 0)]
    [InlineData("interval", "1 mon", "29 days 23:59:59", 1)]
    [InlineData("jsonb", """{"a": 1}""", """{"a": 1}""", 0)]
    [InlineData("int32[]", "{1,2}", "{1,2}", 0)]
    public void A_value_is_compared_with_a_filters_value_as_its_type_orders_them(string type, string value, string literal, int order)
    {
        var schema = new ColumnSchema("c", Type(type), true);

        Math.Sign(ValueComparisons.Of(schema, literal).ShouldNotBeNull()(Read(type, value))).ShouldBe(order);
    }

    private static byte[]? Read(string type, string text)
    {
        var binary = new ArrayBufferWriter<byte>();
        return new ValueCast(Type(type)).TryRead(Encoding.UTF8.GetBytes(text), binary) ? binary.WrittenSpan.ToArray() : null;
    }

    private static ColumnType Type(string word) => ColumnType.TryParse(word, out var type) ? type : throw new ArgumentException(word);
}
