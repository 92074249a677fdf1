using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Any table of supported types survives PostgreSQL → file → PostgreSQL unchanged, through the whole platform.</summary>
public sealed class FilesRoundTripTests(FilesStage stage) : IClassFixture<FilesStage>
{
    private static readonly (string Type, string Plan, Func<Random, string> Value)[] Kinds =
    [
        ("boolean", "boolean", r => Pick(r, "true", "false")),
        ("smallint", "int16", r => $"{r.Next(short.MinValue, short.MaxValue)}"),
        ("integer", "int32", r => $"{r.Next(int.MinValue, int.MaxValue)}"),
        ("bigint", "int64", r => $"{r.NextInt64(long.MinValue, long.MaxValue)}"),
        ("real", "float32", r => Pick(r, "NaN", "Infinity", "-Infinity", $"{r.NextSingle():R}")),
        ("double precision", "float64", r => Pick(r, "NaN", "Infinity", "-0", $"{r.NextDouble() * 1e-200:R}", $"{r.NextDouble():R}")),
        ("numeric", "numeric", r => Pick(r, "NaN", "-Infinity", "0.10", $"-{r.NextInt64()}{r.NextInt64()}.{r.NextInt64()}", "1e-400")),
        ("numeric(12,3)", "numeric(12,3)", r => $"{r.Next()}.{r.Next(0, 999)}"),
        ("text", "text", Word),
        ("varchar(40)", "text", Word),
        ("bytea", "bytes", r => "\\x" + Convert.ToHexString(Bytes(r))),
        ("date", "date", r => Pick(r, "infinity", "-infinity", "0044-03-15 BC", $"{r.Next(1000, 9999)}-02-1{r.Next(9)}")),
        ("time", "time", r => $"1{r.Next(9)}:3{r.Next(9)}:59.{r.Next(1, 999999):D6}"),
        ("timestamp", "timestamp", r => Pick(r, "infinity", $"{r.Next(1000, 9999)}-02-1{r.Next(9)} 12:34:56.{r.Next(1, 999999):D6}")),
        ("timestamptz", "timestamptz", r => Pick(r, "-infinity", $"{r.Next(1000, 9999)}-02-1{r.Next(9)} 12:34:56.{r.Next(1, 999999):D6}+0{r.Next(9)}")),
        ("interval", "interval", r => $"{r.Next(-9, 9)} mons {r.Next(40)} days -0{r.Next(9)}:00:00.{r.Next(1, 999999):D6}"),
        ("uuid", "uuid", r => new Guid(r.Next(), (short)r.Next(), 3, 1, 2, 3, 4, 5, 6, 7, 8).ToString()),
        ("json", "json", r => Pick(r, "{\"b\": 1, \"a\": [1, \"x\\n\"]}", "[]", "17.50", "\"text\"")),
        ("jsonb", "jsonb", r => Pick(r, "{\"b\": 1, \"a\": [1, \"x\\n\"]}", "[]", "17.50", "\"ä😀\"")),
        ("integer[]", "int32[]", r => Pick(r, "{}", "{1,2,NULL}", "{{1,2},{3,4}}", "[2:3]={5,6}")),
        ("text[]", "text[]", r => Pick(r, "{}", "{a,\"b \\\"c\\\"\",NULL,\"NULL\",\"\"}")),
        ("timestamptz[]", "timestamptz[]", _ => "{2024-02-29 12:00:00.000001+00,NULL,infinity}"),
        ("int4range", "native:int4range", r => Pick(r, "empty", $"[{r.Next(9)},{r.Next(10, 99)})", "(,5)")),
        ("inet", "native:inet", r => $"10.0.{r.Next(255)}.1/24"),
        ("timetz", "native:timetz", r => $"12:34:56.{r.Next(1, 999999):D6}+0{r.Next(9)}"),
        ("varbit", "native:varbit", r => Pick(r, "", "101", "0")),
        ("point", "native:point", r => $"({r.Next(9)}.5,-{r.Next(9)})"),
    ];

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("csv.gz")]
    public void A_table_survives_the_way_through_a_file(string extension) => Prop
        .ForAll(ArbMap.Default.ArbFor<int>(), seed => SurviveAsync(extension, seed).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(4));

    private async Task SurviveAsync(string extension, int seed)
    {
        var random = new Random(seed);
        var name = $"t_{Guid.CreateVersion7():N}";
        var columns = Enumerable.Range(0, random.Next(1, 12)).Select(i => (Name: $"c {i}", Kind: Kinds[random.Next(Kinds.Length)])).ToArray();
        await Runs.ExecuteAsync(stage.Shop, Create(name, columns, random), default);
        var expected = await DigestAsync(stage.Shop, name, columns);

        (await stage.MoveAsync($"shop/{name}", $"inbox/{name}.{extension}", default)).ShouldHaveSucceeded();
        var types = JsonSerializer.Serialize(columns.ToDictionary(c => c.Name, c => c.Kind.Plan));
        var back = await stage.Stack.Client.RunOnceAsync(
            FilesStage.PlanOf($"inbox/{name}.{extension}", $"warehouse/{name}").Reading("columns", types), default);

        back.ShouldHaveSucceeded();
        back.Streams.ShouldHaveSingleItem().Rejected.ShouldBe(0, $"seed {seed}");
        (await DigestAsync(stage.Warehouse, name, columns)).ShouldBe(expected, $"seed {seed}: {string.Join(", ", columns.Select(c => c.Kind.Type))}");
        (await TypesAsync(stage.Warehouse, name)).ShouldBe(
            columns.Select(c => c.Kind.Type == "varchar(40)" ? "text" : Spelled(c.Kind.Type)), $"seed {seed}");
    }

    private static string Create(string name, (string Name, (string Type, string Plan, Func<Random, string> Value) Kind)[] columns, Random random)
    {
        var sql = new StringBuilder($"CREATE TABLE {name} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\" {c.Kind.Type}"))});");
        for (var row = random.Next(1, 30); row > 0; row--)
        {
            var values = columns.Select(c => random.Next(5) == 0 ? "NULL" : $"E'{c.Kind.Value(random).Replace("\\", "\\\\").Replace("'", "''")}'");
            sql.Append($"INSERT INTO {name} VALUES ({string.Join(", ", values)});");
        }

        return sql.ToString();
    }

    /// <summary>All rows as texts, sorted. JSON files cannot tell a JSON null from no value, so there is none here. A json's blanks may differ: a line of JSON Lines cannot hold a line end.</summary>
    private static Task<string> DigestAsync(string database, string name, (string Name, (string Type, string Plan, Func<Random, string> Value) Kind)[] columns)
    {
        var row = string.Join(", ", columns.Select(c => $"\"{c.Name}\"{(c.Kind.Type == "json" ? "::jsonb" : "")}::text"));
        return Runs.ScalarAsync<string>(database, $"SELECT string_agg(r, E'\\n' ORDER BY r COLLATE \"C\") FROM (SELECT ROW({row})::text AS r FROM {name}) AS t", default);
    }

    private static Task<IReadOnlyList<string>> TypesAsync(string database, string name) => FilesStage.ListAsync(
        database,
        $"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        default);

    private static string Spelled(string type) => type switch
    {
        "time" => "time without time zone",
        "timestamp" => "timestamp without time zone",
        "timetz" => "time with time zone",
        "varbit" => "bit varying",
        _ => type.Replace("timestamptz", "timestamp with time zone", StringComparison.Ordinal),
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(8)).Select(
        _ => Pick(random, "a", "ä", "😀", "\"", "'", ",", "\t", "\n", "\r\n", "\\", " ", "0", "=1", "null", "{", ";")));

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
