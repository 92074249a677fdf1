using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class DiscoveryTests(TestPostgres postgres)
{
    [Fact]
    public async Task Tables_views_types_keys_and_dependents_are_found()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
            CREATE TABLE people (id bigint PRIMARY KEY, mail email NOT NULL, mood mood, salary numeric(10,2), tags varchar(9)[], span int4range, born date, changed timestamptz NOT NULL);
            CREATE TABLE pets (person bigint REFERENCES people);
            CREATE VIEW happy AS SELECT * FROM people WHERE mood = 'happy';
            CREATE TABLE log (at date) PARTITION BY RANGE (at); CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            CREATE SCHEMA empty
            """);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT 1 AS a");
        await bench.CopyAsync("source", "copied");

        var catalog = await bench.Connector.DiscoverAsync(
            new DiscoverRequest { Connection = bench.Connection, Tenant = "default" }, TestContext.Current.CancellationToken);

        catalog.Streams.Select(s => s.Name).ShouldBe(["copied", "happy", "log", "people", "pets", "source"]);
        catalog.Namespaces.ShouldBe(["empty", "public"]);
        var people = catalog.Streams.Single(s => s.Name == "people");
        people.Columns.Select(c => c.Type.ToString()).ShouldBe(
            ["int64", "text", "native:public.mood", "numeric(10,2)", "text[]", "native:int4range", "date", "timestamptz"]);
        people.PrimaryKey.ShouldBe(["id"]);
        people.CursorFields.ShouldBe(["id", "changed", "salary", "born"]);
        people.Dependents.ShouldBe(["public.happy", "public.pets"]);
        people.Writable.ShouldBeTrue();
        catalog.Streams.Single(s => s.Name == "happy").Writable.ShouldBeFalse();
        catalog.Streams.Single(s => s.Name == "copied").CreatedByPipeline.ShouldBe(bench.Pipeline);
    }

    [Fact]
    public async Task A_preview_gives_rows_as_arrays()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (id int, name text, doc jsonb); INSERT INTO source VALUES (1, 'a', '{\"x\": [1]}'), (2, NULL, NULL)");

        var preview = await bench.Connector.DescribeReadAsync(
            bench.Read(bench.NewRun("t"), "source") with { Limit = 10 }, TestContext.Current.CancellationToken);

        preview.Rows.Select(r => r.GetRawText()).ShouldBe(["""[1,"a",{"x":[1]}]""", "[2,null,null]"]);
    }

    [Theory]
    [InlineData("port", "1", FailureClass.Transient, "Cannot reach PostgreSQL at 127.0.0.1:1. Check that it runs and that the address is right.")]
    [InlineData("port", "many", FailureClass.Configuration, "Option 'port' is 'many', but must be a number from 1 to 65535.")]
    [InlineData("database", "missing", FailureClass.Configuration, "There is no database 'missing' on")]
    [InlineData("username", "nobody here", FailureClass.Configuration, "refused user 'nobody here'. Check the user name and the password.")]
    [InlineData("password", "secret://missing", FailureClass.Configuration, "There is no secret 'secret://missing'. Set it with")]
    [InlineData("colour", "red", FailureClass.Configuration, "Option 'colour' is unknown.")]
    public async Task A_check_says_what_is_wrong(string option, string value, FailureClass failure, string message)
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var options = new Dictionary<string, string>(bench.Connection.Options) { [option] = value };

        var result = await bench.Connector.CheckAsync(
            new CheckRequest(bench.Connection with { Options = options }, "default"), TestContext.Current.CancellationToken);

        result.Ok.ShouldBeFalse();
        result.Failure.ShouldBe(failure);
        result.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_table_or_column_that_vanished_is_named()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (id int)");
        var run = bench.NewRun("t");

        var table = await Should.ThrowAsync<ConnectorException>(() => bench.Connector.DescribeReadAsync(bench.Read(run, "gone"), TestContext.Current.CancellationToken));
        var column = await Should.ThrowAsync<ConnectorException>(() => bench.Connector.DescribeReadAsync(
            bench.Read(run, "source") with { Columns = [new CatalogColumn("gone", ColumnType.Text, true)] }, TestContext.Current.CancellationToken));

        table.Message.ShouldContain("There is no table 'public.gone'");
        column.Message.ShouldBe("public.source has no column 'gone' any more. Take it out of the plan, or put it back.");
    }

    [Theory]
    [InlineData("pg_catalog.x", "'pg_catalog' is reserved")]
    [InlineData("_mcpp.commit", "'_mcpp' is reserved")]
    [InlineData("a.b.c", "it must be a table, or a schema and a table joined by a point")]
    [InlineData("", "a part of it is empty")]
    [InlineData("\"a", "a double quote is not closed")]
    public async Task A_target_that_cannot_be_is_refused(string target, string why)
    {
        await using var bench = await Bench.CreateAsync(postgres);

        var failure = await Should.ThrowAsync<ConnectorException>(() => bench.Connector.WriteAsync(
            bench.Write(bench.NewRun(target), [], SyncMode.FullRefreshAppend), TestContext.Current.CancellationToken));

        failure.Message.ShouldContain(why);
        failure.Failure.ShouldBe(FailureClass.Configuration);
    }

    [Fact]
    public async Task Names_that_look_like_SQL_are_names()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE \"x\"\"; DROP TABLE source; --\" (\"select\" int, \"a\"\"b\" text, ctid_ int); INSERT INTO \"x\"\"; DROP TABLE source; --\" VALUES (1, 'v', 2)");

        await bench.CopyAsync("x\"; DROP TABLE source; --", "\"Ünïcode; \"\"table\"\"\"");

        (await bench.RowsAsync("\"Ünïcode; \"\"table\"\"\"")).ShouldBe("(1,v,2)");
    }
}
