using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpPlatform.Connectors.Hosting.Mcp;

/// <summary>Two pipes between a client and a server of the same process.</summary>
/// <param name="server">The server to connect to.</param>
internal sealed class InProcessTransport(ConnectorMcpServer server) : IClientTransport
{
    /// <inheritdoc/>
    public string Name => "in-process";

    /// <inheritdoc/>
    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var toServer = new Pipe();
        var toClient = new Pipe();
        var served = server.CreateServer(new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()));
        _ = ServeAsync(served);
        return await new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()).ConnectAsync(cancellationToken);
    }

    /// <summary>Runs until the client closes its pipe.</summary>
    private static async Task ServeAsync(McpServer served)
    {
        await using (served)
        {
            await served.RunAsync();
        }
    }
}
