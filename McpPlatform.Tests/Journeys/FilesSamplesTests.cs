using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Connectors.Files;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Real files arrive in the warehouse with as many rows as a count that shares no code with the product.</summary>
public sealed class FilesSamplesTests(FilesStage stage) : IClassFixture<FilesStage>
{
    private static readonly string[] Names =
    [
        "airports.csv", "anscombe.json", "barley.json", "budgets.json", "cars.json", "co2-concentration.csv", "crimea.json", "disasters.csv",
        "driving.json", "flights-2k.json", "flights-airport.csv", "football.json", "gapminder.json", "github.csv", "iowa-electricity.csv",
        "la-riots.csv", "lookup_people.csv", "monarchs.json", "movies.json", "penguins.json", "seattle-weather.csv", "sp500-2000.csv",
        "stocks.csv", "unemployment.tsv", "us-state-capitals.json", "weekly-weather.json", "zipcodes.csv",
    ];

    private static readonly Dictionary<string, string> Types = new()
    {
        ["airports.csv"] = "iata text, name text, city text, state text, country text, latitude double precision, longitude double precision",
        ["cars.json"] = "Name text, Miles_per_Gallon double precision, Cylinders bigint, Displacement double precision, Horsepower bigint, Weight_in_lbs bigint, Acceleration double precision, Year date, Origin text",
        ["monarchs.json"] = "name text, start bigint, end bigint, index bigint, commonwealth boolean",
        ["seattle-weather.csv"] = "date date, precipitation double precision, temp_max double precision, temp_min double precision, wind double precision, weather text",
        ["weekly-weather.json"] = "day text, record jsonb, normal jsonb, actual jsonb, id bigint, forecast jsonb",
        ["zipcodes.csv"] = "zip_code text, latitude double precision, longitude double precision, city text, state text, county text",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Real_files_arrive_with_right_counts_and_types()
    {
        await stage.Stack.Client.AddConnectionAsync(
            new AddConnection("samples", "files", new Dictionary<string, string> { ["root"] = SampleFolder.Samples, ["readOnly"] = "true" }), Cancel);
        foreach (var name in Names)
        {
            var target = "s_" + name.Replace('-', '_').Replace('.', '_');
            var run = await stage.MoveAsync($"samples/{name}", $"warehouse/{target}", Cancel);
            run.ShouldHaveSucceeded();
            var expected = Count(name);
            var stream = run.Streams.ShouldHaveSingleItem();
            (stream.Read, stream.Loaded, stream.Rejected).ShouldBe((expected, expected, 0L), name);
            (await Runs.ScalarAsync<long>(stage.Warehouse, $"SELECT count(*) FROM {target}", Cancel)).ShouldBe(expected, name);
            (await TypesAsync(target)).ShouldBe(Types.GetValueOrDefault(name) ?? await TypesAsync(target), name);
        }
    }

    private static long Count(string name)
    {
        var text = File.ReadAllText(Path.Combine(SampleFolder.Samples, name), Encoding.UTF8);
        if (!name.EndsWith(".json", StringComparison.Ordinal))
        {
            return CountRecords(text) - 1;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetArrayLength();
    }

    /// <summary>Lines that are not empty and do not end within quotes.</summary>
    private static long CountRecords(string text)
    {
        var (records, quoted, any) = (0L, false, false);
        foreach (var c in text)
        {
            quoted ^= c == '"';
            any |= c is not ('\n' or '\r');
            if (c == '\n' && !quoted)
            {
                records += any ? 1 : 0;
                any = false;
            }
        }

        return records + (any ? 1 : 0);
    }

    private Task<string> TypesAsync(string target) => Runs.ScalarAsync<string>(
        stage.Warehouse,
        $"SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '{target}'::regclass AND attnum > 0",
        Cancel);
}
