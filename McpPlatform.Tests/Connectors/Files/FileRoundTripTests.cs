using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>Whatever table is written to a file comes back from it, value by value.</summary>
public sealed class FileRoundTripTests
{
    private static readonly string[] Types =
    [
        "boolean", "int16", "int32", "int64", "float32", "float64", "numeric", "text", "bytes", "date", "time", "timestamp", "timestamptz",
        "interval", "uuid", "json", "jsonb", "int32[]", "text[]",
    ];

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.tsv.gz")]
    [InlineData("out.jsonl")]
    [InlineData("out.json.gz")]
    public void Any_table_of_supported_types_comes_back_as_it_went(string target) => Prop
        .ForAll(ArbMap.Default.ArbFor<int>(), seed => RoundTripAsync(target, new Random(seed)).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private static async Task RoundTripAsync(string target, Random random)
    {
        using var folder = new SampleFolder();
        var connector = new FilesConnector(TimeProvider.System);
        var columns = Enumerable.Range(0, random.Next(1, 8)).Select(i => new CatalogColumn($"c {i}", TypeOf(random), true)).ToArray();
        var batch = BatchOf(columns, random.Next(0, 30), random);
        var rows = Enumerable.Range(0, batch.RowCount).Select(row => string.Join('|', batch.Columns.Select(
            c => c.IsNull(row) ? "∅" : PgText.ToString(c.Schema.Type, c.Value(row))))).ToList();
        var request = folder.Write(WriteIntent.Stage, target, columns);
        await connector.WriteAsync(request, default);
        await using (var sink = await connector.OpenSinkAsync(request, [.. batch.Columns.Select(c => c.Schema)], default))
        {
            await sink.WriteAsync(new Segment(1, batch, batch.RowCount, 0, [], null), default);
            await sink.CommitAsync(default);
        }

        await connector.WriteAsync(folder.Write(WriteIntent.Publish, target, columns), default);
        var reading = await FilesReading.ReadAsync(connector, folder.Read(target) with { Columns = columns }, default);
        reading.Rejected.ShouldBeEmpty();
        reading.Rows.ShouldBe(rows);
    }

    private static ColumnType TypeOf(Random random)
    {
        ColumnType.TryParse(Types[random.Next(Types.Length)], out var type).ShouldBeTrue();
        return type;
    }

    private static RecordBatch BatchOf(CatalogColumn[] columns, int rows, Random random) => new([.. columns.Select(column =>
    {
        var builder = new ColumnBuilder(new ColumnSchema(column.Name, column.Type, true));
        for (var row = 0; row < rows; row++)
        {
            if (random.Next(5) == 0)
            {
                builder.AddNull();
                continue;
            }

            var text = TextOf(column.Type.ToString(), random);
            PgParse.TryParse(column.Type, Encoding.UTF8.GetBytes(text), builder).ShouldBeTrue($"{column.Type}: {text}");
            builder.EndValue();
        }

        return builder.Build();
    })], rows);

    private static string TextOf(string type, Random random) => type switch
    {
        "boolean" => random.Next(2) == 0 ? "true" : "false",
        "int16" => $"{random.Next(short.MinValue, short.MaxValue)}",
        "int32" => $"{random.Next(int.MinValue, int.MaxValue)}",
        "int64" => $"{random.NextInt64(long.MinValue, long.MaxValue)}",
        "float32" => Pick(random, "NaN", "Infinity", "-Infinity", "0", $"{random.NextSingle() * 1e10f:R}"),
        "float64" => Pick(random, "NaN", "Infinity", "-Infinity", "-0", $"{random.NextDouble() * 1e-100:R}", $"{random.NextDouble():R}"),
        "numeric" => Pick(random, "NaN", "0.10", "-0.000001", $"{random.NextInt64()}{random.NextInt64()}.{random.NextInt64()}"),
        "bytes" => "\\x" + Convert.ToHexString(Encoding.UTF8.GetBytes(Word(random))),
        "date" => Pick(random, "infinity", "-infinity", "0044-03-15 BC", $"{random.Next(1000, 9999)}-0{random.Next(1, 9)}-1{random.Next(9)}"),
        "time" => $"1{random.Next(9)}:3{random.Next(9)}:59.{random.Next(1, 999999):D6}",
        "timestamp" => Pick(random, "infinity", $"{random.Next(1000, 9999)}-0{random.Next(1, 9)}-1{random.Next(9)} 12:34:56.{random.Next(1, 999999):D6}"),
        "timestamptz" => Pick(random, "-infinity", $"{random.Next(1000, 9999)}-0{random.Next(1, 9)}-1{random.Next(9)} 12:34:56.{random.Next(1, 999999):D6}+00"),
        "interval" => $"{random.Next(9)} mons {random.Next(40)} days 0{random.Next(9)}:00:00.{random.Next(1, 999999):D6}",
        "uuid" => new Guid(random.Next(), (short)random.Next(), (short)random.Next(), 1, 2, 3, 4, 5, 6, 7, (byte)random.Next()).ToString(),
        "json" or "jsonb" => Pick(random, "{\"a\": [1, \"x\\n\\\"y\\\"\"]}", "[]", "17.5", "\"text\"", "true"),
        "int32[]" => Pick(random, "{}", "{1,2,NULL}", "{{1,2},{3,4}}"),
        "text[]" => Pick(random, "{}", "{a,\"b \\\"c\\\"\",NULL,\"NULL\"}"),
        _ => Word(random),
    };

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(
        _ => Pick(random, "a", "ä", "😀", "\"", "'", ",", "\t", "\n", "\r\n", "\\", " ", "0", "=1", "null", "{", ";")));

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
