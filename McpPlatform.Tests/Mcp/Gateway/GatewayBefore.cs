using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Federation;
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

    public static async Task<GatewayBefore> StartAsync(TestPostgres postgres, FixtureServer upstream)
    {
        var door = new OpenDoor();
        var gateway = await TestGateway.StartAsync(
            postgres,
            new() { ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000" },
            services => services.AddSingleton<IStartupFilter>(door));
        door.Key = gateway.AdminKey;
        await gateway.Admin.AddUpstreamAsync(new AddUpstream("fixture", upstream.Address.ToString(), Prefix: ""), TestContext.Current.CancellationToken);
        var before = new GatewayBefore(gateway);
        await before.WaitForUpstreamAsync();
        return before;
    }

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    // The gateway hears of the new upstream from the database.
    private Task WaitForUpstreamAsync() => Eventually.TrueAsync(
        () => gateway.Get<UpstreamDirectory>().Upstreams.Any(), TimeSpan.FromSeconds(20), "the gateway knows the upstream",
        TestContext.Current.CancellationToken);
}
