using System.Buffers;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data.Postgres;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Data;

public sealed class PgNumericValueTests(TestPostgres postgres)
{
    private static readonly ColumnType Numeric = new(TypeKind.Numeric);
    private static readonly string[] Numbers =
    [
        "0", "0.000", "1.005", "-1.005", "999.99", "999.994", "999.995", "9.995", "0.004", "0.005", "-0.0005", "1000", "49", "50", "4999.5",
        "9999.9999", "99999999.5", "12345678.87654321", "0.00004", "0.00005", "0.000049", "1e20", "1.5e-30", "5e7", "NaN", "Infinity", "-Infinity",
    ];

    [Fact]
    public void Numerics_compare_as_decimals_do() => Prop.ForAll<decimal, decimal>((a, b) =>
        Math.Sign(new PgNumericValue(Of(a)).CompareTo(new PgNumericValue(Of(b)))).ShouldBe(Math.Sign(a.CompareTo(b)))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_numeric_is_whole_exactly_when_its_decimal_is_and_64_bits_hold_it() => Prop.ForAll<decimal>(number =>
    {
        var expected = decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;

        new PgNumericValue(Of(number)).TryWhole(out var whole).ShouldBe(expected);
        if (expected)
        {
            whole.ShouldBe((long)number);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 2)]
    [InlineData(5, 0)]
    [InlineData(5, -2)]
    [InlineData(3, 5)]
    [InlineData(1, 0)]
    [InlineData(38, 10)]
    [InlineData(12, 4)]
    [InlineData(9, 3)]
    [InlineData(1000, 500)]
    public async Task A_numeric_is_fitted_into_a_type_as_the_server_does(int precision, int scale)
    {
        await using var session = new NpgsqlConnection(postgres.AdminConnectionString);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var text in Numbers)
        {
            var fitted = new ArrayBufferWriter<byte>();
            var fits = new PgNumericValue(PgBytes.Of(Numeric, text)).TryFit(precision, scale, fitted);

            (fits ? PgText.ToString(Numeric, fitted.WrittenSpan) : null).ShouldBe(await ServerAsync(session, text, precision, scale), $"{text} as numeric({precision},{scale})");
            fits.ShouldBe(fitted.WrittenCount > 0, text);
        }
    }

    [Fact]
    public void A_number_of_many_groups_carries_through_all_of_them()
    {
        var fitted = new ArrayBufferWriter<byte>();

        new PgNumericValue(PgBytes.Of(Numeric, new string('9', 400) + ".5")).TryFit(1000, 0, fitted).ShouldBeTrue();

        fitted.WrittenSpan.ToArray().ShouldBe(PgBytes.Of(Numeric, "1" + new string('0', 400)));
    }

    private static byte[] Of(decimal number) => PgBytes.Of(Numeric, number.ToString(CultureInfo.InvariantCulture));

    private static async Task<string?> ServerAsync(NpgsqlConnection session, string text, int precision, int scale)
    {
        await using var command = new NpgsqlCommand($"SELECT '{text}'::numeric({precision},{scale})::text", session);
        try
        {
            return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NumericValueOutOfRange)
        {
            return null;
        }
    }
}
