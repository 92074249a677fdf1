using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class WarehouseTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_returns_columns_and_rows_as_JSON()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var result = await gateway.Admin.QueryWarehouseAsync(
            new WarehouseQuery("""SELECT 1 AS n, 'x' AS t, true AS b, NULL::int AS z, '{"a":1}'::jsonb AS j, 9007199254740993 AS big, 1.50::numeric AS d"""), Cancel);
        result.Columns.Select(c => c.Name).ShouldBe(["n", "t", "b", "z", "j", "big", "d"]);
        result.Columns[0].Type.ShouldBe("integer");
        result.Rows.ShouldHaveSingleItem().GetRawText().ShouldBe("""[1,"x",true,null,{"a":1},"9007199254740993","1.50"]""");
        result.Truncated.ShouldBeFalse();
    }

    [Fact]
    public async Task A_query_stops_at_its_limit_and_says_so()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var result = await gateway.Admin.QueryWarehouseAsync(new WarehouseQuery("SELECT generate_series(1, 10000000)", 5), Cancel);
        (result.Rows.Count, result.Truncated).ShouldBe((5, true));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a int)")]
    [InlineData("DELETE FROM tenants")]
    [InlineData("SELEC 1")]
    public async Task Whatever_is_not_reading_is_refused_with_the_databases_own_reason(string sql)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.QueryWarehouseAsync(new WarehouseQuery(sql), Cancel));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Detail.ShouldMatch("can only read|SQLSTATE 42601");
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("COMMIT; CREATE TABLE smuggled (a int)")]
    [InlineData("SELECT 1; ROLLBACK; BEGIN READ WRITE; CREATE TABLE smuggled (a int); COMMIT")]
    public async Task Several_statements_are_refused_and_none_is_run(string sql)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.QueryWarehouseAsync(new WarehouseQuery(sql), Cancel));
        refused.Detail.ShouldContain("one statement");
        var there = await gateway.Admin.QueryWarehouseAsync(new WarehouseQuery("SELECT to_regclass('smuggled') IS NOT NULL AS there;"), Cancel);
        there.Rows.ShouldHaveSingleItem().GetRawText().ShouldBe("[false]");
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("SET transaction_read_only = off")]
    [InlineData("SELECT set_config('transaction_read_only', 'off', false)")]
    public async Task A_statement_about_the_transaction_does_not_open_it_for_the_next_query(string sql)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await Should.ThrowAsync<PlatformException>(async () =>
        {
            await gateway.Admin.QueryWarehouseAsync(new WarehouseQuery(sql), Cancel);
            await gateway.Admin.QueryWarehouseAsync(new WarehouseQuery("CREATE TABLE smuggled (a int)"), Cancel);
        });
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_stopped()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:QueryTimeout"] = "00:00:00.2" });
        var refused = await Should.ThrowAsync<PlatformException>(
            () => gateway.Admin.QueryWarehouseAsync(new WarehouseQuery("SELECT pg_sleep(60)"), Cancel));
        refused.Detail.ShouldContain("was stopped");
    }

    [Fact]
    public async Task The_connection_string_it_hands_out_opens_the_warehouse()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var uri = new Uri((await gateway.Admin.WarehouseAsync(Cancel)).ConnectionString);
        uri.Scheme.ShouldBe("postgresql");
        var user = uri.UserInfo.Split(':');
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host, Port = uri.Port, Username = user[0], Password = Uri.UnescapeDataString(user[1]), Database = uri.AbsolutePath[1..],
        });
        await using var command = source.CreateCommand("SELECT 1");
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(1);
    }
}
