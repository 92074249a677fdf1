using McpPlatform.AppHost.Postgres;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

/// <summary>Source, destination and control plane live in one PostgreSQL of the test's own, which stops and comes back in mid-run.</summary>
public sealed class RestartedPostgresTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_goes_on_when_postgresql_comes_back()
    {
        var options = new PrivatePostgresOptions { Folder = folder.In("postgres"), LogFile = folder.In("postgres.log") };
        var server = await PrivatePostgres.StartAsync(options, Cancel);
        try
        {
            var shop = await CreateAsync(server, "shop_of_test");
            await using var stack = await PlatformStack.StartAsync(
                await CreateAsync(server, "platform_of_test"), await CreateAsync(server, "warehouse_of_test"), Cancel, further: FailureStage.Settings);
            await using var parcels = await GatedTable.CreateAsync(shop, Cancel);
            await stack.AddShopAsync(shop);
            var run = await stack.Client.StartAsync(FailureStage.Plan("parcels", "parcels_copy", SyncMode.FullRefreshAppend), Cancel);
            await GatedTable.WaitUntilStagedAsync(stack.WarehouseDatabase, Cancel);

            await server.StopAsync();
            server = await PrivatePostgres.StartAsync(options, Cancel);

            (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
            (await FailureStage.CountAsync(stack.WarehouseDatabase, "parcels_copy", Cancel)).ShouldBe($"{GatedTable.Rows} of {GatedTable.Rows}");
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.DisposeAsync();
        }
    }

    private static async Task<string> CreateAsync(PrivatePostgres server, string name)
    {
        var owner = server.Access.Owner("postgres");
        await Runs.ExecuteAsync(owner, $"CREATE DATABASE {name}", Cancel);
        return new NpgsqlConnectionStringBuilder(owner) { Database = name }.ConnectionString;
    }
}
