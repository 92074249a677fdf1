using McpPlatform.Contracts.Connectors;
using McpPlatform.Data.Postgres;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Data;

public sealed class PgOrderTests(TestPostgres postgres)
{
    [Theory]
    [InlineData(TypeKind.Boolean, "boolean", "true", "false")]
    [InlineData(TypeKind.Int16, "smallint", "-32768", "-1", "0", "1", "32767")]
    [InlineData(TypeKind.Int64, "bigint", "-9223372036854775808", "-256", "-1", "0", "255", "256")]
    [InlineData(TypeKind.Float32, "real", "NaN", "Infinity", "-Infinity", "-0", "0", "0.1", "1e-45")]
    [InlineData(TypeKind.Float64, "double precision", "NaN", "Infinity", "-Infinity", "-0", "0", "1e308", "-1e308")]
    [InlineData(TypeKind.Numeric, "numeric", "NaN", "Infinity", "-Infinity", "0", "0.00", "1.5", "1.50", "-1.5", "10000", "9999.9999", "0.0001", "-0.00001", "1e40", "-1e40")]
    [InlineData(TypeKind.Date, "date", "infinity", "-infinity", "0044-03-15 BC", "1999-12-31", "2000-01-01")]
    [InlineData(TypeKind.Time, "time", "00:00", "23:59:59.999999", "24:00")]
    [InlineData(TypeKind.TimestampTz, "timestamptz", "infinity", "-infinity", "2024-01-01 12:00+02", "2024-01-01 10:00+00", "1999-12-31")]
    [InlineData(TypeKind.Interval, "interval", "1 mon", "30 days", "29 days 24:00:01", "-1 day", "-24:00:00", "infinity", "-infinity")]
    [InlineData(TypeKind.Uuid, "uuid", "018f0000-0000-7000-8000-000000000000", "ff8f0000-0000-7000-8000-000000000000")]
    [InlineData(TypeKind.Bytes, "bytea", "\\x", "\\x00", "\\xff", "\\x0102")]
    [InlineData(TypeKind.Text, "text collate \"C\"", "", "a", "B", "ä", "🙂")]
    public async Task Values_are_ordered_as_the_server_orders_them(TypeKind kind, string sqlType, params string[] texts)
    {
        await using var session = new NpgsqlConnection(postgres.AdminConnectionString);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        var name = sqlType.Split(" collate ")[0];
        await using var command = new NpgsqlCommand(
            $"""
            SELECT a, b, CASE WHEN va < vb THEN -1 WHEN va > vb THEN 1 ELSE 0 END
            FROM (SELECT a, b, a::{name}{sqlType[name.Length..]} AS va, b::{name}{sqlType[name.Length..]} AS vb FROM unnest($1) AS a, unnest($1) AS b) pairs
            """,
            session) { Parameters = { new() { Value = texts } } };
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var pairs = 0;
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var (one, other) = (reader.GetString(0), reader.GetString(1));
            var order = PgOrder.Compare(kind, PgBytes.Of(new ColumnType(kind), one), PgBytes.Of(new ColumnType(kind), other));
            Math.Sign(order).ShouldBe(reader.GetInt32(2), $"{sqlType}: {one} and {other}");
            pairs++;
        }

        pairs.ShouldBe(texts.Length * texts.Length);
    }

    [Fact]
    public void Json_arrays_and_native_values_have_no_order_here()
    {
        PgOrder.Has(new ColumnType(TypeKind.Jsonb)).ShouldBeFalse();
        PgOrder.Has(new ColumnType(TypeKind.Int32).AsArray()).ShouldBeFalse();
        PgOrder.Has(ColumnType.Native("mood")).ShouldBeFalse();
        PgOrder.Has(new ColumnType(TypeKind.Int32)).ShouldBeTrue();
    }
}
