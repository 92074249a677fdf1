using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>Two gateways on one database that know of each other, before one server whose names arrive as they are.</summary>
internal sealed class TwoGateways(TestGateway one, TestGateway two, FixtureServer fixture) : IAsyncDisposable
{
    public TestGateway One => one;

    public TestGateway Two => two;

    public FixtureServer Fixture => fixture;

    public Uri AddressOfOne => new(one.Address, "mcp");

    public Uri AddressOfTwo => new(two.Address, "mcp");

    public string Key => one.AdminKey;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TwoGateways> StartAsync(TestPostgres postgres, FixtureEras eras)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000", ["Gateway:Replica:Address"] = "auto",
        };
        var fixture = await FixtureServer.StartAsync(eras, Cancel);
        var one = await TestGateway.StartAsync(postgres, settings);
        var two = await TestGateway.StartAsync(one.Owner, one.Folder, settings);
        var both = new TwoGateways(one, two, fixture);
        await Eventually.TrueAsync(
            () => one.Get<ReplicaDirectory>().HasOthers && two.Get<ReplicaDirectory>().HasOthers, TimeSpan.FromSeconds(10), "each knows the other", Cancel);
        await one.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: ""));
        await Eventually.TrueAsync(
            () => two.Get<UpstreamDirectory>().Upstreams.Any(u => u.Name == "fixture"), TimeSpan.FromSeconds(10), "both know the server", Cancel);
        return both;
    }

    /// <summary>An agent whose session is at the first gateway.</summary>
    public Task<WireAgent> AtOneAsync() => WireAgent.BeginAsync(AddressOfOne, key: Key);

    public async ValueTask DisposeAsync()
    {
        await two.DisposeAsync();
        await one.DisposeAsync();
        await fixture.DisposeAsync();
    }
}
