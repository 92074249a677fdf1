using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>Real files load with the right counts and types.</summary>
public sealed class VegaDatasetsTests
{
    private static readonly FilesConnector Connector = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("airports.csv", 3376, "iata:text,name:text,city:text,state:text,country:text,latitude:float64,longitude:float64")]
    [InlineData("anscombe.json", 44, "Series:text,X:float64,Y:float64")]
    [InlineData("barley.json", 120, "yield:float64,variety:text,year:int64,site:text")]
    [InlineData("budgets.json", 230, "budgetYear:int64,forecastYear:int64,value:float64")]
    [InlineData("burtin.json", 16, "Bacteria:text,Penicillin:float64,Streptomycin:float64,Neomycin:float64,Gram_Staining:text,Genus:text")]
    [InlineData("cars.json", 406, "Name:text,Miles_per_Gallon:float64?,Cylinders:int64,Displacement:float64,Horsepower:int64?,Weight_in_lbs:int64,Acceleration:float64,Year:date,Origin:text")]
    [InlineData("co2-concentration.csv", 741, "Date:date,CO2:float64,adjusted CO2:float64")]
    [InlineData("crimea.json", 24, "date:date,wounds:int64,other:int64,disease:int64,army_size:int64")]
    [InlineData("disasters.csv", 803, "Entity:text,Year:int64,Deaths:int64")]
    [InlineData("driving.json", 55, "side:text,year:int64,miles:int64,gas:float64")]
    [InlineData("flights-2k.json", 2000, "date:text,delay:int64,distance:int64,origin:text,destination:text")]
    [InlineData("flights-200k.json", 200000, "delay:int64,distance:int64,time:float64")]
    [InlineData("flights-airport.csv", 5366, "origin:text,destination:text,count:int64")]
    [InlineData("football.json", 6508, "date:date,division:text,home_team:text,away_team:text,home_score:int64?,away_score:int64?")]
    [InlineData("gapminder.json", 682, "year:int64,country:text,cluster:int64,pop:int64,life_expect:float64,fertility:float64")]
    [InlineData("gapminder-health-income.csv", 187, "country:text,income:int64,health:float64,population:int64,region:text")]
    [InlineData("github.csv", 955, "time:text,count:int64")]
    [InlineData("iowa-electricity.csv", 51, "year:date,source:text,net_generation:int64")]
    [InlineData("la-riots.csv", 63, "first_name:text,last_name:text,age:int64?,gender:text,race:text,death_date:date,address:text,neighborhood:text,type:text,longitude:float64,latitude:float64")]
    [InlineData("lookup_people.csv", 9, "name:text,age:int64,height:int64")]
    [InlineData("monarchs.json", 12, "name:text,start:int64,end:int64,index:int64,commonwealth:boolean?")]
    [InlineData("penguins.json", 344, "Species:text,Island:text,Beak Length (mm):float64?,Beak Depth (mm):float64?,Flipper Length (mm):int64?,Body Mass (g):int64?,Sex:text?")]
    [InlineData("seattle-weather.csv", 1461, "date:date,precipitation:float64,temp_max:float64,temp_min:float64,wind:float64,weather:text")]
    [InlineData("seattle-weather-hourly-normals.csv", 8759, "date:timestamp,pressure:float64,temperature:float64,wind:float64")]
    [InlineData("sp500-2000.csv", 5105, "date:date,open:float64,high:float64,low:float64,close:float64,adjclose:float64,volume:int64")]
    [InlineData("stocks.csv", 560, "symbol:text,date:text,price:float64")]
    [InlineData("unemployment.tsv", 3218, "id:int64,rate:float64")]
    [InlineData("unemployment-across-industries.json", 1708, "series:text,year:int64,month:int64,count:int64,rate:float64,date:timestamptz")]
    [InlineData("us-state-capitals.json", 50, "lon:float64,lat:float64,state:text,city:text")]
    [InlineData("weekly-weather.json", 10, "day:text,record:jsonb,normal:jsonb,actual:jsonb?,id:int64,forecast:jsonb?")]
    [InlineData("zipcodes.csv", 42049, "zip_code:text,latitude:float64,longitude:float64,city:text,state:text,county:text")]
    public async Task A_real_file_loads_with_the_right_types_and_counts(string file, long rows, string columns)
    {
        var connection = SampleFolder.ConnectionTo(SampleFolder.Samples);
        var catalog = await Connector.DiscoverAsync(new DiscoverRequest { Connection = connection, Tenant = "default", Stream = new StreamName(file) }, Ct);
        var stream = catalog.Streams.ShouldHaveSingleItem();
        string.Join(',', stream.Columns.Select(c => $"{c.Name}:{c.Type}{(c.Nullable ? "?" : "")}")).ShouldBe(columns);
        stream.RowEstimate.ShouldBe(rows);

        var run = new RunContext("default", Guid.CreateVersion7(), "t", Guid.CreateVersion7(), 1);
        var (loaded, rejected) = (0L, 0L);
        await foreach (var segment in Connector.ReadAsync(
            new ReadRequest { Connection = connection, Run = run, Stream = new StreamName(file), Columns = stream.Columns }, Ct))
        {
            loaded += segment.Batch.RowCount;
            rejected += segment.Rejected.Count;
        }

        loaded.ShouldBe(rows);
        rejected.ShouldBe(0);
    }

    [Theory]
    [InlineData("us-10m.json")]
    [InlineData("miserables.json")]
    public async Task A_json_document_that_is_no_array_is_refused_clearly(string file)
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => Connector.DiscoverAsync(
            new DiscoverRequest { Connection = SampleFolder.ConnectionTo(SampleFolder.Samples), Tenant = "default", Stream = new StreamName(file) }, Ct));
        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("array of objects");
    }
}
