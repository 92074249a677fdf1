using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A Gateway with one upstream, whose names arrive as they are.</summary>
internal sealed class GatewayBefore(TestGateway gateway) : IAsyncDisposable
{
    public TestGateway Gateway => gateway;

    public Uri Address => new(gateway.Address, "mcp");

    public static async Task<GatewayBefore> StartAsync(
        TestPostgres postgres, FixtureServer upstream, Dictionary<string, string?>? settings = null, params IStartupFilter[] filters)
    {
        var door = new OpenDoor();
        var gateway = await TestGateway.StartAsync(
            postgres,
            new(settings ?? []) { ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000" },
            services => _ = filters.Append(door).Aggregate(services, (all, filter) => all.AddSingleton(filter)));
        door.Key = gateway.AdminKey;
        await gateway.OfferAsync(new AddUpstream("fixture", upstream.Address.ToString(), Prefix: ""));
        return new GatewayBefore(gateway);
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();
}
