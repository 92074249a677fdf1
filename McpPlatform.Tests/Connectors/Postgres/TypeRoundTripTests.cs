using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class TypeRoundTripTests(TestPostgres postgres)
{
    // Each type with values at its edges, as SQL literals.
    private static readonly (string Type, string[] Values)[] Types =
    [
        ("boolean", ["true", "false"]),
        ("smallint", ["-32768", "0", "32767"]),
        ("integer", ["-2147483648", "2147483647"]),
        ("bigint", ["-9223372036854775808", "9223372036854775807"]),
        ("real", ["1.5", "'NaN'", "'-Infinity'", "3.4e38", "1e-45"]),
        ("double precision", ["0.1", "'NaN'", "'Infinity'", "-0.0", "1.7976931348623157e308"]),
        ("numeric", ["0", "'NaN'", "'Infinity'", "'-Infinity'", "123456789012345678901234567890.123456789012345678901234567890", "1e-100", "-0.00", "1e100"]),
        ("numeric(20,5)", ["123.45", "-999999999999999.99999"]),
        ("text", ["''", "'plain'", "E'tab\\tnew\\nline\\\\ \"q\"'", "'žluťoučký 🐎'"]),
        ("varchar(10)", ["'short'"]),
        ("char(5)", ["'ab'"]),
        ("bytea", ["''", "'\\x00ff10'"]),
        ("date", ["'2024-02-29'", "'infinity'", "'-infinity'", "'0044-03-15 BC'", "'5874897-12-31'"]),
        ("time", ["'00:00'", "'23:59:59.999999'", "'24:00'"]),
        ("timetz", ["'12:00+02'"]),
        ("timestamp", ["'2024-01-01 12:34:56.789012'", "'infinity'", "'4713-01-01 00:00:00 BC'"]),
        ("timestamptz", ["'2024-01-01 12:34:56.789012+05:30'", "'-infinity'", "'294276-12-31 23:59:59.999999+00'"]),
        ("interval", ["'1 year -2 days 03:04:05.678'", "'-1 mon'", "'0'"]),
        ("uuid", ["'018f0000-0000-7000-8000-000000000000'"]),
        ("json", ["'{\"a\" :  1}'", "'null'"]),
        ("jsonb", ["'{\"b\": [1, 2.50, null, \"x\"]}'", "'null'", "'\"s\"'"]),
        ("integer[]", ["'{}'", "'{1,NULL,3}'", "'{{1,2},{3,4}}'", "'[2:3]={5,6}'"]),
        ("text[]", ["'{\"a,b\",\"\",NULL,\"NULL\"}'"]),
        ("varchar(9)[]", ["'{a,b}'"]),
        ("numeric(8,2)[]", ["'{1.50,NaN}'"]),
        ("timestamptz[]", ["'{infinity,\"2024-01-01 00:00+00\"}'"]),
        ("jsonb[]", ["ARRAY['{\"a\":1}'::jsonb]"]),
        ("int4range", ["'[1,5)'", "'empty'", "'(,3]'"]),
        ("tstzrange", ["'[2024-01-01,infinity)'"]),
        ("int4multirange", ["'{[1,2),[5,7)}'"]),
        ("inet", ["'10.0.0.1/8'", "'::1'"]),
        ("macaddr", ["'08:00:2b:01:02:03'"]),
        ("bit varying(9)", ["B'10101'"]),
        ("point", ["'(1.5,-2)'"]),
        ("money", ["12.34"]),
        ("xml", ["'<a>b</a>'"]),
        ("tsvector", ["'a:1 b:2'"]),
        ("\"char\"", ["'x'"]),
        ("name", ["'pg_name'"]),
        ("mood", ["'happy'"]),
        ("mood[]", ["'{happy,sad}'"]),
        ("email", ["'a@b'"]),
        ("pair", ["ROW(1,'two, \"2\"')"]),
        ("positive", ["7"]),
    ];

    private const string UserTypes =
        """
        CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);
        CREATE TYPE pair AS (a int, b text)
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_type_survives_unchanged_in_a_new_target_and_in_one_that_is_there(bool native)
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await CreateAsync(bench, Types, rows: 9, seed: 1);

        await bench.CopyAsync("source", "created", native: native);
        await bench.ExecuteAsync("CREATE TABLE existing (LIKE source)");
        await bench.CopyAsync("source", "existing", native: native);
        await bench.CopyAsync("source", "existing", SyncMode.FullRefreshAppend, native: native);

        (await bench.ScalarAsync<string>(Hash("created"))).ShouldBe(await bench.ScalarAsync<string>(Hash("source")));
        (await bench.ScalarAsync<string>(Hash("existing"))).ShouldBe(await bench.ScalarAsync<string>(Hash("(SELECT * FROM source UNION ALL SELECT * FROM source)")));
    }

    [Fact]
    public async Task Any_table_of_supported_types_survives_unchanged()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(UserTypes);
        var tables = Gen.Choose(0, Types.Length - 1).Select(i => Types[i]).ListOf(6).Zip(Gen.Choose(0, 40)).Sample(8, 8);
        foreach (var ((columns, rows), seed) in tables.Select((t, i) => (t, i)))
        {
            await bench.ExecuteAsync("DROP TABLE IF EXISTS source, target");
            await CreateAsync(bench, [.. columns], rows, seed, types: false);

            await bench.CopyAsync("source", "target");

            (await bench.ScalarAsync<string>(Hash("target"))).ShouldBe(await bench.ScalarAsync<string>(Hash("source")), string.Join(", ", columns.Select(c => c.Type)));
        }
    }

    private static async Task CreateAsync(Bench bench, (string Type, string[] Values)[] columns, int rows, int seed, bool types = true)
    {
        if (types)
        {
            await bench.ExecuteAsync(UserTypes);
        }

        await bench.ExecuteAsync($"CREATE TABLE source ({string.Join(", ", columns.Select((c, i) => $"c{i} {c.Type}"))})");
        for (var row = 0; row < rows; row++)
        {
            var values = columns.Select((c, i) => (row + i + seed) % (c.Values.Length + 1) is var v && v < c.Values.Length ? $"CAST({c.Values[v]} AS {c.Type})" : "NULL");
            await bench.ExecuteAsync($"INSERT INTO source VALUES ({string.Join(", ", values)})");
        }
    }

    private static string Hash(string table) => $"SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM {table} t";
}
