using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Worker.Sync.Values;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class ValueCodecTests
{
    [Fact]
    public void Every_decimal_survives_the_way_to_bytes_and_back() => Prop.ForAll<decimal>(value =>
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        PgNumeric.Format(PgNumeric.Parse(text)!).ShouldBe(value == 0 ? text.TrimStart('-') : text);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Numerics_compare_as_decimals_do() => Prop.ForAll<decimal, decimal>((a, b) =>
        Math.Sign(PgNumeric.Compare(Numeric(a), Numeric(b))).ShouldBe(Math.Sign(a.CompareTo(b)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_moment_survives_the_way_to_bytes_and_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<DateTime>(), value =>
        {
            var text = value.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');
            RoundTrip(TypeKind.Timestamp, text).ShouldBe(text);
            RoundTrip(TypeKind.TimestampTz, text + "+00").ShouldBe(text + "+00");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_day_that_PostgreSQL_has_survives_the_way_to_a_date_and_back() => Prop.ForAll(
        Gen.Choose(-2_451_545, 107_301_949).ToArbitrary(), days =>
        {
            var (year, month, day) = CivilTime.Date(days);
            CivilTime.Days(year, month, day).ShouldBe(days);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(TypeKind.Numeric, "123456789012345678901234567890.000000000012345000")]
    [InlineData(TypeKind.Numeric, "-0.00010")]
    [InlineData(TypeKind.Numeric, "10000")]
    [InlineData(TypeKind.Numeric, "NaN")]
    [InlineData(TypeKind.Numeric, "-Infinity")]
    [InlineData(TypeKind.Date, "infinity")]
    [InlineData(TypeKind.Date, "0044-03-15 BC")]
    [InlineData(TypeKind.Date, "294276-12-31")]
    [InlineData(TypeKind.Time, "23:59:59.999999")]
    [InlineData(TypeKind.TimestampTz, "-infinity")]
    [InlineData(TypeKind.Uuid, "018f3c2e-0000-7000-8000-0123456789ab")]
    [InlineData(TypeKind.Bytes, @"\x00ff10")]
    [InlineData(TypeKind.Boolean, "true")]
    [InlineData(TypeKind.Int16, "-32768")]
    [InlineData(TypeKind.Float64, "0.1")]
    [InlineData(TypeKind.Jsonb, """{"a": 1}""")]
    public void A_value_is_written_as_it_was_read(TypeKind kind, string text) => RoundTrip(kind, text).ShouldBe(text);

    [Theory]
    [InlineData(TypeKind.Int32, "3.00", "3")]
    [InlineData(TypeKind.Int64, "1e3", "1000")]
    [InlineData(TypeKind.TimestampTz, "2024-05-01T12:30:00+02:00", "2024-05-01 10:30:00+00")]
    [InlineData(TypeKind.TimestampTz, "2024-05-01", "2024-05-01 00:00:00+00")]
    [InlineData(TypeKind.Date, "2024-02-29 10:00:00", "2024-02-29")]
    [InlineData(TypeKind.Boolean, "Yes", "true")]
    public void Other_ways_to_write_a_value_are_understood(TypeKind kind, string text, string normal) => RoundTrip(kind, text).ShouldBe(normal);

    [Theory]
    [InlineData(TypeKind.Int32, "3.5")]
    [InlineData(TypeKind.Int32, "2147483648")]
    [InlineData(TypeKind.Int64, "")]
    [InlineData(TypeKind.Date, "2023-02-29")]
    [InlineData(TypeKind.Date, "31.12.2024")]
    [InlineData(TypeKind.Time, "25:00")]
    [InlineData(TypeKind.Numeric, "1e999999999")]
    [InlineData(TypeKind.Numeric, "12,5")]
    [InlineData(TypeKind.Boolean, "maybe")]
    [InlineData(TypeKind.Uuid, "42")]
    [InlineData(TypeKind.Json, "{")]
    [InlineData(TypeKind.Float32, "1e300")]
    public void What_is_no_such_value_is_refused(TypeKind kind, string text) => ValueParser.Parse(new ColumnType(kind), text).ShouldBeNull();

    [Theory]
    [InlineData("1.005", 5, 2, "1.01")]
    [InlineData("-1.005", 5, 2, "-1.01")]
    [InlineData("999.99", 5, 2, "999.99")]
    [InlineData("0.004", 5, 2, "0.00")]
    [InlineData("9.995", 5, 2, "10.00")]
    public void A_numeric_of_fixed_scale_is_rounded_half_away_from_zero(string text, int precision, int scale, string rounded) =>
        PgNumeric.Format(PgNumeric.Parse(text, precision, scale)!).ShouldBe(rounded);

    [Fact]
    public void A_numeric_with_too_many_digits_for_its_type_is_refused() => PgNumeric.Parse("1000", 5, 2).ShouldBeNull();

    private static byte[] Numeric(decimal value) => PgNumeric.Parse(value.ToString(CultureInfo.InvariantCulture))!;

    private static string RoundTrip(TypeKind kind, string text)
    {
        var type = new ColumnType(kind);
        return ValueText.Format(type, ValueParser.Parse(type, text) ?? throw new InvalidOperationException($"'{text}' was refused."));
    }
}
