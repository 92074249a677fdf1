using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>A Gateway before a server of one era, whose names arrive as they are.</summary>
internal sealed class GatewayWithFixture(TestGateway gateway, FixtureServer fixture) : IAsyncDisposable
{
    public TestGateway Gateway => gateway;

    public FixtureServer Fixture => fixture;

    public Uri Address => gateway.Address;

    public string Key => gateway.AdminKey;

    public static async Task<GatewayWithFixture> StartAsync(TestPostgres postgres, FixtureEras eras, Dictionary<string, string?>? settings = null)
    {
        var fixture = await FixtureServer.StartAsync(eras, TestContext.Current.CancellationToken);
        var gateway = await TestGateway.StartAsync(
            postgres, new(settings ?? []) { ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000" });
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: ""));
        return new GatewayWithFixture(gateway, fixture);
    }

    public Task<MessageAgent> AgentAsync(string transport) => MessageAgent.OpenAsync(transport, gateway.Address, gateway.AdminKey);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await fixture.DisposeAsync();
    }
}
