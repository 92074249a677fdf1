using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Xunit;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>The reference server as the upstream <c>everything</c> of a Gateway.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EverythingBehindGateway(TestPostgres postgres) : IAsyncLifetime
{
    public const string Prefix = "everything__";

    private EverythingServer? server;
    private TestGateway? gateway;

    public Uri Through => new(gateway!.Address, "mcp");

    public string Key => gateway!.AdminKey;

    /// <summary>What the server shows a client that comes without a gateway, and in its own era.</summary>
    internal Journey Direct { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        server = await EverythingServer.StartAsync(cancel);
        Direct = await Journey.OfAsync(Journey.Legacy, server.Address, cancel);
        gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("everything", server.Address.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await (gateway?.DisposeAsync() ?? default);
        await (server?.DisposeAsync() ?? default);
    }
}
