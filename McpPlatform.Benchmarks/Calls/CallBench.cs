using McpPlatform.AppHost.Postgres;
using McpPlatform.Benchmarks.Calls.Agents;
using McpPlatform.Benchmarks.Calls.Peers;
using McpPlatform.Benchmarks.Calls.Upstream;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Npgsql;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>A Gateway with its own PostgreSQL, the upstreams it offers, and the relay it is held against, each a process of its own.</summary>
internal sealed class CallBench : IAsyncDisposable
{
    private const string Database = "bench_gateway";
    private const int Keys = 100;
    private const string Unrepeated = "unrepeated";

    // It reads what is another number in each call.
    private const string NeverTwice =
        """
        @id("never") forbid (principal, action == Action::"tool.call", resource)
        when { context.numbers.hasTag("n") && context.numbers.getTag("n") == 0 };
        """;

    private const int MostWaits = 120;
    private const string Memory = "/dev/shm";
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);
    private readonly Stack<IAsyncDisposable> started = new();
    private readonly TestFolder folder;
    private PlatformStack stack = null!;
    private SideProcess upstream = null!;
    private SideProcess relay = null!;
    private HttpClient metrics = null!;
    private string[] keys = [];

    // A database that stands for another machine has no disk here: while the kernel writes for it, nothing takes its core away.
    private CallBench(bool waitsForDatabase) => folder = new TestFolder(below: !waitsForDatabase && Directory.Exists(Memory) ? Memory : null);

    /// <summary>How many records the audit must have by now.</summary>
    public long Calls { get; private set; }

    /// <summary>How many answers had something planted.</summary>
    public long Planted { get; private set; }

    /// <summary>Starts everything.</summary>
    /// <param name="waitsForDatabase">Whether what is measured waits for the database, which else runs only while nobody else wants to.</param>
    public static async Task<CallBench> StartAsync(bool waitsForDatabase = false)
    {
        var bench = new CallBench(waitsForDatabase);
        try
        {
            await bench.PrepareAsync(waitsForDatabase);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public Target Direct(Variant variant) => new(new Uri(upstream.Address, variant.Path), []);

    public Target Relay(Variant variant) => new(new Uri(relay.Address, variant.Path), []);

    /// <summary>Calls through the Gateway, and what that costs, with the storing of the records.</summary>
    public async Task<(LoadResult Result, GatewayCost Cost)> CallGatewayAsync(Variant variant, int agents, TimeSpan time, double? rate = null)
    {
        var before = await ReadAsync();
        var result = Load.Run(new Target(new Uri(stack.GatewayAddress, "/mcp"), keys, Redacts: true), variant, agents, time, rate);
        Calls += result.All;
        Planted += result.Planted;
        await Task.Delay(Settling);
        return (result, GatewayCost.Of(before, await ReadAsync(), result));
    }

    /// <summary>Starts a gateway of somebody else where ours runs.</summary>
    public Task<PeerGateway> StartPeerAsync(Peer peer) => Cores.StartMeasuredAsync(() => PeerGateway.StartAsync(peer, upstream.Address, folder));

    /// <summary>The Gateway, as an agent with the first of the keys asks it.</summary>
    public HttpClient NewClient() => new()
    {
        BaseAddress = stack.GatewayAddress, DefaultRequestHeaders = { { "Authorization", $"Bearer {keys[0]}" }, { "Accept", "application/json, text/event-stream" } },
    };

    /// <summary>Registers many servers more, and waits until the definitions of all their tools were reviewed.</summary>
    public async Task AddManyAsync()
    {
        for (var server = 0; server < ManyTools.Servers; server++)
        {
            await stack.Client.AddUpstreamAsync(new AddUpstream($"many{server}", new Uri(upstream.Address, ManyTools.Path(server)).ToString()));
        }

        using var client = NewClient();
        var last = new HashSet<string>(Enumerable.Range(0, ManyTools.Servers).Select(server => $"many{server}_"));
        for (var patience = 0; last.Count > 0; patience++)
        {
            await Task.Delay(Settling);
            var offered = (await client.ToolsAsync()).GroupBy(name => name[..(name.IndexOf('_', StringComparison.Ordinal) + 1)]).ToDictionary(g => g.Key, g => g.Count());
            last.RemoveWhere(server => offered.GetValueOrDefault(server) == ManyTools.ToolsPerServer);
            if (patience == MostWaits)
            {
                throw new InvalidOperationException($"Tools of {last.Count} servers are not offered: {string.Join(", ", last.Take(5))}.");
            }
        }
    }

    public Task<GatewayReading> ReadAsync() => GatewayReading.OfAsync(stack.Gateway.Id, metrics);

    /// <summary>Makes every decision of a policy a new one, or lets them be remembered again.</summary>
    public async Task ForgetDecisionsAsync(bool isForgetting)
    {
        if (isForgetting)
        {
            await stack.Client.PutPoliciesAsync(Unrepeated, new PutPolicySet(NeverTwice));
        }
        else
        {
            await stack.Client.RemovePoliciesAsync(Unrepeated);
        }

        await Task.Delay(TimeSpan.FromSeconds(2));
    }

    /// <summary>How many calls of tools the audit has and the meter counted, what was redacted in them, and whether the chains of the audit hold.</summary>
    public async Task<(long Records, long Metered, long Redactions, bool Whole)> AuditAsync()
    {
        await using var platform = NpgsqlDataSource.Create(stack.PlatformDatabase);
        await using var count = platform.CreateCommand("SELECT count(*), coalesce(sum(redactions), 0)::bigint FROM call_audit WHERE method = 'tools/call'");
        var (records, redactions) = (0L, 0L);
        for (var patience = 0; records != Calls && patience < 60; patience++)
        {
            await Task.Delay(Settling);
            await using var row = await count.ExecuteReaderAsync();
            await row.ReadAsync();
            (records, redactions) = (row.GetInt64(0), row.GetInt64(1));
        }

        var metered = (await stack.Client.GetUsageAsync()).Items.Sum(i => i.Executed);
        return (records, metered, redactions, (await stack.Client.VerifyAuditAsync()).Whole);
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var next))
        {
            await next.DisposeAsync();
        }

        metrics?.Dispose();
        folder.Dispose();
    }

    private async Task PrepareAsync(bool waitsForDatabase)
    {
        await Cores.TakeLoadAsync();
        var server = Started(await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = folder.In("postgres"), LogFile = folder.In("postgres.log") }, CancellationToken.None));
        if (!waitsForDatabase)
        {
            await Cores.GiveWayAsync(server.ProcessId);
        }

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

        metrics = new HttpClient { BaseAddress = stack.GatewayAddress };
        keys = await Task.WhenAll(Enumerable.Range(0, Keys).Select(NewKeyAsync));
        await WaitAsync();
    }

    // Until the definitions of all tools were reviewed.
    private async Task WaitAsync()
    {
        using var client = NewClient();
        var tools = (HashSet<string>)[.. Variant.All.Select(v => v.Tool(Variant.Tools - 1))];
        while (!tools.IsSubsetOf(await client.ToolsAsync()))
        {
            await Task.Delay(Settling);
        }
    }

    private async Task<string> NewKeyAsync(int number) =>
        (await stack.Client.CreateKeyAsync(new CreateKey($"bench {number}", PrincipalKind.Agent, [Scope.Read, Scope.Run]))).Key;

    private static Task<PlatformStack> StartGatewayAsync(string database) => PlatformStack.StartAsync(
        database, database, CancellationToken.None, startWorker: false,
        new Dictionary<string, string> { ["Gateway:RequestsPerSecond"] = "1000000", ["Gateway:Burst"] = "1000000", ["Gateway:MaxMcpSessions"] = "20000" });

    private T Started<T>(T part)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }
}
