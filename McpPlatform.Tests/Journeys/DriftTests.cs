using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>A source whose columns change meets what the plan says about that.</summary>
[Collection(SharedPlatform.Name)]
public sealed class DriftTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evolving_adds_and_widens_columns_and_keeps_those_that_went()
    {
        var (source, plan) = await OpenAsync("garden", SchemaPolicy.Evolve);
        await Runs.ExecuteAsync(
            source,
            "ALTER TABLE plants ADD height numeric(5,1); ALTER TABLE plants ALTER amount TYPE bigint; ALTER TABLE plants DROP COLUMN colour; INSERT INTO plants VALUES (3, 5000000000, 7.5)",
            Cancel);
        await stage.RunAsync(plan);
        (await stage.RowsAsync("SELECT id, amount, colour, height FROM garden_plants")).ShouldBe("(1,10,red,) (2,20,blue,) (3,5000000000,,7.5)");

        var versions = (await stage.Client.SchemasAsync("warehouse", "garden_plants", cancellationToken: Cancel)).Items;
        versions.Count.ShouldBe(2);
        versions[0].Version.ShouldBe(2);
        versions[0].Changes.ShouldContain(new SchemaChange(SchemaChangeKind.Added, "height", null, ColumnType.Numeric(5, 1)));
        versions[0].Changes.ShouldContain(new SchemaChange(SchemaChangeKind.TypeChanged, "amount", new ColumnType(TypeKind.Int32), new ColumnType(TypeKind.Int64)));
        versions[1].Changes.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_number_that_becomes_text_makes_the_target_text()
    {
        var (source, plan) = await OpenAsync("copse", SchemaPolicy.Evolve);
        await Runs.ExecuteAsync(source, "ALTER TABLE plants ALTER amount TYPE text; INSERT INTO plants VALUES (3, 'many', 'x'), (4, '44', 'y')", Cancel);
        (await stage.RunAsync(plan)).Streams.Single().Loaded.ShouldBe(2);
        (await stage.RowsAsync("SELECT id, amount, pg_typeof(amount) FROM copse_plants")).ShouldBe("(1,10,text) (2,20,text) (3,many,text) (4,44,text)");
        (await stage.RunAsync(plan)).Streams.Single().Loaded.ShouldBe(0);
    }

    [Fact]
    public async Task A_column_that_a_view_reads_does_not_become_text_and_the_run_says_why()
    {
        var (source, plan) = await OpenAsync("orchard", SchemaPolicy.Evolve);
        await Runs.ExecuteAsync(stage.Stack.WarehouseDatabase, "CREATE VIEW orchard_sum AS SELECT sum(amount) FROM orchard_plants", Cancel);
        await Runs.ExecuteAsync(source, "ALTER TABLE plants ALTER amount TYPE text; INSERT INTO plants VALUES (3, 'many', 'x'), (4, '44', 'y')", Cancel);
        var run = await stage.StartAsync(plan);
        (await stage.UntilAsync(run.Id, RunState.WaitingForFix)).Error!.Message.ShouldContain("something depends on it: cannot alter type of a column used by a view or rule");
        var cast = plan with { Streams = [plan.Streams[0] with { Transforms = [new CastTransform("amount", new ColumnType(TypeKind.Int32))] }] };
        await stage.Client.FixRunAsync(run.Id, cast, Cancel);
        (await stage.UntilAsync(run.Id, RunState.Succeeded)).Streams.Single().Rejected.ShouldBe(1);
        (await stage.RowsAsync("SELECT id, amount FROM orchard_plants")).ShouldBe("(1,10) (2,20) (4,44)");
    }

    [Theory]
    [InlineData("DROP COLUMN colour", "(1,10) (2,20) (3,30)")]
    [InlineData("ADD COLUMN height int NOT NULL DEFAULT 5", "(1,10) (2,20) (3,30)")]
    [InlineData("ALTER COLUMN amount TYPE numeric(8,2)", "(1,10.00) (2,20.00) (3,30.00)")]
    public async Task The_last_rows_read_again_are_not_doubled_when_their_columns_change(string change, string rows)
    {
        var name = "again" + change.Split(' ')[0].ToLowerInvariant();
        var (source, plan) = await OpenAsync(name, SchemaPolicy.Evolve);
        await Runs.ExecuteAsync(source, $"ALTER TABLE plants {change}; INSERT INTO plants (id, amount) VALUES (3, 30)", Cancel);
        (await stage.RunAsync(plan)).Streams.Single().Loaded.ShouldBe(1);
        (await stage.RowsAsync($"SELECT id, amount FROM {name}_plants")).ShouldBe(rows);
        (await stage.RunAsync(plan)).Streams.Single().Loaded.ShouldBe(0);
    }

    [Theory]
    [InlineData("ADD COLUMN height int", "'height' (int32) is new")]
    [InlineData("DROP COLUMN colour", "'colour' is gone")]
    [InlineData("ALTER COLUMN amount TYPE bigint", "'amount' was int32 and is int64")]
    public async Task A_frozen_schema_stops_the_run_and_says_what_changed(string change, string said)
    {
        var name = "frozen" + change.Split(' ')[0].ToLowerInvariant();
        var (source, plan) = await OpenAsync(name, SchemaPolicy.Freeze);
        await Runs.ExecuteAsync(source, $"ALTER TABLE plants {change}; INSERT INTO plants (id, amount) VALUES (3, 30)", Cancel);
        var run = await stage.StartAsync(plan);
        var waiting = await stage.UntilAsync(run.Id, RunState.WaitingForFix);
        waiting.Error!.Class.ShouldBe(FailureClass.Configuration);
        waiting.Error.Message.ShouldContain(said, Case.Insensitive);
        (await stage.WarehouseAsync<long>($"SELECT count(*) FROM {name}_plants")).ShouldBe(2);

        await stage.Client.FixRunAsync(run.Id, plan with { SchemaPolicy = SchemaPolicy.Evolve }, Cancel);
        await stage.UntilAsync(run.Id, RunState.Succeeded);
        (await stage.WarehouseAsync<long>($"SELECT count(*) FROM {name}_plants")).ShouldBe(3);
    }

    [Fact]
    public async Task Discarding_fields_leaves_new_columns_out_and_keeps_the_rows()
    {
        var (source, plan) = await OpenAsync("meadow", SchemaPolicy.DiscardField);
        await Runs.ExecuteAsync(source, "ALTER TABLE plants ADD height int; INSERT INTO plants VALUES (3, 30, 'green', 9)", Cancel);
        var run = await stage.RunAsync(plan);
        run.Streams.Single().Loaded.ShouldBe(1);
        run.Streams.Single().LeftOut.ShouldBe(["height"]);
        (await stage.Client.GetRunAsync(run.Id, Cancel)).Streams.Single().LeftOut.ShouldBe(["height"]);
        (await stage.RowsAsync("SELECT * FROM meadow_plants")).ShouldBe("(1,10,red) (2,20,blue) (3,30,green)");
    }

    [Fact]
    public async Task A_column_that_the_target_never_had_is_told_from_the_first_run_on()
    {
        await Runs.ExecuteAsync(stage.Stack.WarehouseDatabase, "CREATE TABLE moor_plants (id int, amount int)", Cancel);
        var (_, plan) = await OpenAsync("moor", SchemaPolicy.DiscardField);
        var run = await stage.RunAsync(plan);
        run.Streams.Single().LeftOut.ShouldBe(["colour"]);
        (await stage.RowsAsync("SELECT * FROM moor_plants")).ShouldBe("(1,10) (2,20)");
    }

    [Fact]
    public async Task Discarding_rows_leaves_out_those_with_a_value_in_a_new_column()
    {
        var (source, plan) = await OpenAsync("heath", SchemaPolicy.DiscardRow);
        await Runs.ExecuteAsync(source, "ALTER TABLE plants ADD height int; INSERT INTO plants VALUES (3, 30, 'green', 9), (4, 40, 'white', NULL)", Cancel);
        var run = await stage.RunAsync(plan);
        run.Streams.Single().Discarded.ShouldBe(1);
        run.Streams.Single().Loaded.ShouldBe(1);
        (await stage.RowsAsync("SELECT * FROM heath_plants")).ShouldBe("(1,10,red) (2,20,blue) (4,40,white)");
    }

    [Theory]
    [InlineData(SchemaPolicy.DiscardField)]
    [InlineData(SchemaPolicy.DiscardRow)]
    public async Task A_value_that_no_longer_fits_the_known_type_is_put_in_quarantine(SchemaPolicy policy)
    {
        var name = $"marsh_{policy}".ToLowerInvariant();
        var (source, plan) = await OpenAsync(name, policy);
        await Runs.ExecuteAsync(source, "ALTER TABLE plants ALTER amount TYPE text; INSERT INTO plants VALUES (3, 'many', 'x'), (4, '44', 'y')", Cancel);
        var run = await stage.RunAsync(plan);
        run.Streams.Single().Rejected.ShouldBe(1);
        (await stage.RowsAsync($"SELECT id, amount FROM {name}_plants")).ShouldBe("(1,10) (2,20) (4,44)");
        (await stage.WarehouseAsync<long>($"SELECT count(*) FROM {name}_plants__rejected")).ShouldBe(1);
    }

    private async Task<(string Source, PipelinePlan Plan)> OpenAsync(string name, SchemaPolicy policy)
    {
        var source = await stage.AddDatabaseAsync(
            name, "CREATE TABLE plants (id int PRIMARY KEY, amount int, colour text); INSERT INTO plants VALUES (1, 10, 'red'), (2, 20, 'blue')");
        var plan = new PipelinePlan
        {
            Version = PipelinePlan.CurrentVersion,
            Name = $"{name} plants",
            Source = new PlanEndpoint { Connection = name },
            Destination = new PlanEndpoint { Connection = "warehouse" },
            Streams =
            [
                new StreamPlan
                {
                    Name = "plants", Namespace = "public", Target = $"{name}_plants", SyncMode = SyncMode.IncrementalAppend, CursorField = "id",
                },
            ],
            SchemaPolicy = policy,
        };
        await stage.RunAsync(plan);
        return (source, plan);
    }
}
