using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Data;

public sealed class ValueCodecTests(TestPostgres postgres)
{
    [Theory]
    [InlineData("boolean", "true", "false")]
    [InlineData("smallint", "-32768", "7")]
    [InlineData("bigint", "-9223372036854775808")]
    [InlineData("real", "1e-45", "3.4028235e+38", "0.1", "NaN", "-Infinity", "1e+06", "123456", "-0")]
    [InlineData("double precision", "1e-323", "0.1", "1e+15", "123456789012345", "1.2345678901234568e+17", "0.0001", "1e-05")]
    [InlineData("numeric", "0", "0.00", "-12.3400", "NaN", "Infinity", "10000", "0.0000000000001", "123456789012345678901234567890.5", "1e20", "1.5e-30")]
    [InlineData("bytea", "\\x00ff", "\\x")]
    [InlineData("date", "2024-02-29", "0001-01-01", "0044-03-15 BC", "5874897-12-31", "4713-01-01 BC", "infinity")]
    [InlineData("time", "24:00:00", "00:00:00.000001", "12:34:56.7", "23:59:60")]
    [InlineData("timestamp", "2024-01-01 12:34:56.789012", "1999-12-31 23:59:59.9", "4713-01-01 00:00:00 BC", "-infinity", "2016-12-31 23:59:60", "2024-01-01  12:34")]
    [InlineData("timestamptz", "2024-01-01 12:34:56+05:30", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00  +02", "294276-12-31 23:59:59.999999+00")]
    [InlineData("interval", "1 year 2 mons -3 days +04:05:06.789", "-1 days", "00:00:00", "-00:00:01.5", "25:00:00")]
    [InlineData("uuid", "018f0000-0000-7000-8000-000000000000")]
    [InlineData("jsonb", "{\"a\": [1, null]}")]
    [InlineData("int4[]", "{}", "{1,NULL,-3}", "{{1,2},{3,4}}", "[2:3]={5,6}")]
    [InlineData("text[]", "{a,\"b c\",\"\",NULL,\"null\",\"q\\\"\\\\\"}", "{\"{x}\"}")]
    [InlineData("bool[]", "{t,f}")]
    public async Task Bytes_and_text_are_those_of_the_server(string sqlType, params string[] texts)
    {
        var type = LogicalType(sqlType);
        foreach (var text in texts)
        {
            var (bytes, canonical) = await ServerAsync(sqlType, text);

            PgText.ToString(type, bytes).ShouldBe(canonical);
            PgBytes.Of(type, text).ShouldBe(bytes, $"{sqlType} {text}");
            PgBytes.Of(type, canonical).ShouldBe(bytes, $"{sqlType} {canonical}");
        }
    }

    [Theory]
    [InlineData(TypeKind.Int32, "2147483648", "1.0", "", " 1", "0x1", "1e3", "--1", "+-1")]
    [InlineData(TypeKind.Boolean, "maybe", "", "truest")]
    [InlineData(TypeKind.Float64, "1e400", "1.2.3", "", "one")]
    [InlineData(TypeKind.Numeric, "1,5", "", ".", "1e", "--1")]
    [InlineData(TypeKind.Date, "2023-02-29", "2024-13-01", "01/02/2024", "2024-1", "0000-01-01")]
    [InlineData(TypeKind.Time, "24:00:01", "12:60:00", "12:00:61", "23:59:60.5", "noon")]
    [InlineData(TypeKind.TimestampTz, "2024-01-01 12", "2024-01-01 00:00:00 Nowhere", "2024-01-01x")]
    [InlineData(TypeKind.Uuid, "018f", "not-a-uuid-at-all-but-36-characters-")]
    [InlineData(TypeKind.Jsonb, "{a:1}", "", "[1,]")]
    [InlineData(TypeKind.Interval, "", "3 moons", "1 day 2")]
    [InlineData(TypeKind.Bytes, "\\x0", "\\xzz", "\\9")]
    public void Text_that_is_no_value_is_refused_and_leaves_no_bytes(TypeKind kind, params string[] texts)
    {
        foreach (var text in texts)
        {
            var writer = new ArrayBufferWriter<byte>();
            PgParse.TryParse(new ColumnType(kind), Encoding.UTF8.GetBytes(text), writer).ShouldBeFalse(text);
            writer.WrittenCount.ShouldBe(0, text);
        }
    }

    [Theory]
    [InlineData("{1,2")]
    [InlineData("{{1,2},{3}}")]
    [InlineData("{1,{2}}")]
    [InlineData("1,2")]
    [InlineData("{1}x")]
    [InlineData("{,}")]
    public void An_array_that_is_none_is_refused(string text) =>
        PgParse.TryParse(new ColumnType(TypeKind.Int32).AsArray(), Encoding.UTF8.GetBytes(text), new ArrayBufferWriter<byte>()).ShouldBeFalse();

    [Fact]
    public void Any_decimal_number_survives_text_and_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number =>
        {
            var text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return PgText.ToString(new ColumnType(TypeKind.Numeric), PgBytes.Of(new ColumnType(TypeKind.Numeric), text)) == (text == "-0" ? "0" : text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_floating_point_number_survives_text_and_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>(), number =>
        {
            var bytes = BitConverter.GetBytes(number).Reverse().ToArray();
            var type = new ColumnType(TypeKind.Float64);
            return double.IsNaN(number) || PgBytes.Of(type, PgText.ToString(type, bytes)).SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Any_batch_survives_a_COPY_stream()
    {
        var ct = TestContext.Current.CancellationToken;
        var schema = new ColumnSchema("c", new ColumnType(TypeKind.Bytes), true);
        foreach (var (values, rows) in ArbMap.Default.GeneratorFor<byte[]?[]>().Zip(Gen.Choose(1, 40)).Sample(50, 100))
        {
            using var stream = new MemoryStream();
            var writer = new CopyBatchWriter(stream, 64);
            await writer.WriteAsync(Batch(schema, values), [0], default, ct);
            await writer.CompleteAsync(ct);
            stream.Position = 0;
            var reader = new CopyBatchReader(stream, [schema], rows);
            var read = new List<byte[]?>();
            while (await reader.ReadAsync(ct) is { } batch)
            {
                read.AddRange(Enumerable.Range(0, batch.RowCount).Select(r => batch.Columns[0].IsNull(r) ? null : batch.Columns[0].Value(r).ToArray()));
            }

            read.Count.ShouldBe(values.Length);
            read.Zip(values).ShouldAllBe(p => p.First == null ? p.Second == null : p.Second != null && p.First.SequenceEqual(p.Second));
        }
    }

    private static RecordBatch Batch(ColumnSchema schema, byte[]?[] values)
    {
        var builder = new ColumnBuilder(schema);
        foreach (var value in values)
        {
            if (value is null)
            {
                builder.AddNull();
            }
            else
            {
                builder.Add(value);
            }
        }

        return new RecordBatch([builder.Build()], values.Length);
    }

    private async Task<(byte[] Bytes, string Text)> ServerAsync(string sqlType, string text)
    {
        await using var session = new NpgsqlConnection(postgres.AdminConnectionString);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await using (var setup = new NpgsqlCommand("SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'", session))
        {
            await setup.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var expression = $"'{text.Replace("'", "''", StringComparison.Ordinal)}'::{sqlType}";
        await using var stream = await session.BeginRawBinaryCopyAsync($"COPY (SELECT {expression}, ({expression})::text) TO STDOUT (FORMAT binary)", TestContext.Current.CancellationToken);
        var reader = new CopyBatchReader(stream, [new ColumnSchema("v", ColumnType.Text, true), new ColumnSchema("t", ColumnType.Text, true)]);
        var batch = (await reader.ReadAsync(TestContext.Current.CancellationToken))!;
        return (batch.Columns[0].Value(0).ToArray(), Encoding.UTF8.GetString(batch.Columns[1].Value(0)));
    }

    private static ColumnType LogicalType(string sqlType)
    {
        var kind = sqlType.Replace("[]", "", StringComparison.Ordinal) switch
        {
            "boolean" or "bool" => TypeKind.Boolean,
            "smallint" => TypeKind.Int16,
            "int4" => TypeKind.Int32,
            "bigint" => TypeKind.Int64,
            "real" => TypeKind.Float32,
            "double precision" => TypeKind.Float64,
            "bytea" => TypeKind.Bytes,
            var name => Enum.Parse<TypeKind>(name, ignoreCase: true),
        };
        return sqlType.EndsWith(']') ? new ColumnType(kind).AsArray() : new ColumnType(kind);
    }
}
