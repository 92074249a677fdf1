using System.Diagnostics;
using McpPlatform.AppHost.Postgres;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Npgsql;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>A Gateway with its own PostgreSQL, the upstreams it offers, and the relay it is held against, each a process of its own.</summary>
internal sealed class CallBench : IAsyncDisposable
{
    private const string Database = "bench_gateway";
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private readonly Stack<IAsyncDisposable> started = new();
    private readonly TestFolder folder = new();
    private PlatformStack stack = null!;
    private SideProcess upstream = null!;
    private SideProcess relay = null!;
    private long calls;

    /// <summary>How many records the audit must have by now.</summary>
    public long Calls => calls;

    public static async Task<CallBench> StartAsync()
    {
        var bench = new CallBench();
        try
        {
            await bench.PrepareAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public Target Direct(Variant variant) => new(new Uri(upstream.Address, variant.Path), null);

    public Target Relay(Variant variant) => new(new Uri(relay.Address, variant.Path), null);

    /// <summary>Calls through the Gateway, and the processor time of its process, until the records of the calls are stored.</summary>
    public async Task<(LoadResult Result, double CpuMicroseconds)> CallGatewayAsync(Variant variant, int agents, TimeSpan time, double? rate = null)
    {
        using var gateway = Process.GetProcessById(stack.Gateway.Id);
        var before = gateway.TotalProcessorTime;
        var result = Load.Run(new Target(new Uri(stack.GatewayAddress, "/mcp"), stack.AdminKey), variant, agents, time, rate);
        calls += result.Calls + result.Before;
        await Task.Delay(Settling);
        gateway.Refresh();
        return (result, (gateway.TotalProcessorTime - before).TotalMicroseconds / result.Calls);
    }

    /// <summary>How many calls of tools the audit has, and whether its chains hold.</summary>
    public async Task<(long Records, bool Whole)> AuditAsync()
    {
        await using var platform = NpgsqlDataSource.Create(stack.PlatformDatabase);
        await using var count = platform.CreateCommand("SELECT count(*) FROM call_audit WHERE method = 'tools/call'");
        var records = 0L;
        for (var patience = 0; records != calls && patience < 60; patience++)
        {
            await Task.Delay(Settling);
            records = (long)(await count.ExecuteScalarAsync())!;
        }

        return (records, (await stack.Client.VerifyAuditAsync()).Whole);
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var next))
        {
            await next.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task PrepareAsync()
    {
        await Cores.TakeLoadAsync();
        var server = Started(await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = folder.In("postgres"), LogFile = folder.In("postgres.log") }, CancellationToken.None));
        await using (var admin = NpgsqlDataSource.Create(server.Access.Owner("postgres")))
        await using (var create = admin.CreateCommand($"CREATE DATABASE {Database}"))
        {
            await create.ExecuteNonQueryAsync();
        }

        upstream = Started(await Cores.StartMeasuredAsync(() => SideProcess.StartAsync("gateway-upstream")));
        relay = Started(await Cores.StartMeasuredAsync(() => SideProcess.StartAsync("gateway-relay", upstream.Address.ToString())));
        stack = Started(await Cores.StartMeasuredAsync(() => StartGatewayAsync(server.Access.Owner(Database))));
        foreach (var variant in Variant.All.DistinctBy(v => v.Era))
        {
            await stack.Client.AddUpstreamAsync(new AddUpstream(variant.Era, Direct(variant).Address.ToString(), Prefix: ""));
        }

        await Task.Delay(TimeSpan.FromSeconds(2));
    }

    private static Task<PlatformStack> StartGatewayAsync(string database) => PlatformStack.StartAsync(
        database, database, CancellationToken.None, startWorker: false,
        new Dictionary<string, string> { ["Gateway:RequestsPerSecond"] = "1000000", ["Gateway:Burst"] = "1000000" });

    private T Started<T>(T part)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }
}
