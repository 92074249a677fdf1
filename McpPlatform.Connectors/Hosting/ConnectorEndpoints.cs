using System.Text.Json;
using McpPlatform.Connectors.Hosting.Mcp;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Data;
using ModelContextProtocol.Client;

namespace McpPlatform.Connectors.Hosting;

/// <summary>Keeps one client for each connector and connects it anew when it has ended.</summary>
internal sealed class ConnectorEndpoints : IConnectorEndpoints, IAsyncDisposable
{
    private readonly SortedDictionary<string, Endpoint> endpoints = new(StringComparer.Ordinal);

    public ConnectorEndpoints(IEnumerable<ConnectorEndpointConfig> configs)
    {
        foreach (var config in configs)
        {
            endpoints[config.Name] = new Endpoint(config);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. endpoints.Keys];

    /// <inheritdoc/>
    public ValueTask<McpClient> ConnectAsync(string connector, CancellationToken ct) => endpoints.TryGetValue(connector, out var endpoint)
        ? endpoint.ConnectAsync(ct)
        : throw new ConnectorException(FailureClass.Configuration, $"There is no connector '{connector}'. There are: {string.Join(", ", endpoints.Keys)}.");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConnectorSpec>> ListSpecsAsync(CancellationToken ct)
    {
        var specs = new List<ConnectorSpec>();
        foreach (var endpoint in endpoints.Values)
        {
            specs.Add(await SpecAsync(await endpoint.ConnectAsync(ct), ct));
        }

        return specs;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in endpoints.Values)
        {
            await endpoint.DisposeAsync();
        }
    }

    private static async Task<ConnectorSpec> SpecAsync(McpClient client, CancellationToken ct)
    {
        var tools = await client.ListToolsAsync(cancellationToken: ct);
        var meta = tools.FirstOrDefault(t => t.Name == ConnectorTools.CheckConnection)?.ProtocolTool.Meta?[ToolCatalog.SpecKey];
        return meta?.Deserialize(ContractsJson.Default.ConnectorSpec)
            ?? throw new ConnectorException(FailureClass.Configuration, $"'{client.ServerInfo?.Name}' is not a connector: it says nothing of its options.");
    }

    private sealed class Endpoint(ConnectorEndpointConfig config) : IAsyncDisposable
    {
        private readonly SemaphoreSlim connecting = new(1);
        private McpClient? client;

        public async ValueTask<McpClient> ConnectAsync(CancellationToken ct)
        {
            if (client is { Completion.IsCompleted: false } connected)
            {
                return connected;
            }

            await connecting.WaitAsync(ct);
            try
            {
                return client is { Completion.IsCompleted: false } other ? other : client = await ReplaceAsync(ct);
            }
            finally
            {
                connecting.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (client is not null)
            {
                await client.DisposeAsync();
            }

            connecting.Dispose();
        }

        private async Task<McpClient> ReplaceAsync(CancellationToken ct)
        {
            if (client is not null)
            {
                await client.DisposeAsync();
            }

            try
            {
                return await McpClient.CreateAsync(config.CreateTransport(), cancellationToken: ct);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException)
            {
                throw new ConnectorException(FailureClass.Transient, $"The connector '{config.Name}' cannot be reached: {exception.Message}", exception);
            }
        }
    }
}

/// <summary>One connector that can be reached.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreateTransport">Makes a transport to it, for each connection anew.</param>
public sealed record ConnectorEndpointConfig(string Name, Func<IClientTransport> CreateTransport);
