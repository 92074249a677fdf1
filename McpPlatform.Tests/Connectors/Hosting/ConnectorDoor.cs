using System.Net;
using System.Text.Json;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Connectors.Hosting.Links;
using McpPlatform.Connectors.Hosting.Mcp;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Tests.Connectors.Hosting;

/// <summary>Ways to reach a connector.</summary>
public enum Way
{
    InProcess,
    Stdio,
    Http,
}

/// <summary>A connector reached in one of the ways: its MCP client and the data plane for its links.</summary>
public sealed class ConnectorDoor : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> owned = [];

    private ConnectorDoor()
    {
    }

    public McpClient Client { get; private set; } = null!;

    public IDataPlane DataPlane { get; private set; } = null!;

    /// <summary>The connector of these tests, when it is the one reached.</summary>
    public MemoryConnector Memory { get; private set; } = null!;

    /// <summary>Names of all connectors that are registered.</summary>
    public static IReadOnlyList<string> Registered()
    {
        using var services = Services();
        return [.. services.GetServices<ConnectorEndpointConfig>().Select(c => c.Name).Order(StringComparer.Ordinal)];
    }

    public static async Task<ConnectorDoor> OpenAsync(Way way, string connector, CancellationToken ct)
    {
        var door = new ConnectorDoor();
        var services = Services();
        door.owned.Add(services);
        door.Memory = services.GetRequiredService<MemoryConnector>();
        door.DataPlane = services.GetRequiredService<IDataPlane>();
        door.Client = way switch
        {
            Way.InProcess => await services.GetRequiredService<IConnectorEndpoints>().ConnectAsync(connector, ct),
            _ when connector == MemoryConnector.ConnectorName => await door.OverOwnServerAsync(way, services, ct),
            Way.Stdio => await OverStdioAsync(connector, ct),
            _ => await door.OverHttpAsync(connector, ct),
        };
        return door;
    }

    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken ct) => CallAsync(
        ConnectorTools.CheckConnection, request, ContractsJson.Default.CheckRequest, ContractsJson.Default.CheckResult, ct);

    public Task<Catalog> DiscoverAsync(DiscoverRequest request, CancellationToken ct) => CallAsync(
        ConnectorTools.DiscoverSchema, request, ContractsJson.Default.DiscoverRequest, ContractsJson.Default.Catalog, ct);

    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken ct) => CallAsync(
        ConnectorTools.ReadStream, request, ContractsJson.Default.ReadRequest, ContractsJson.Default.ReadResult, ct);

    public Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken ct) => CallAsync(
        ConnectorTools.WriteStream, request, ContractsJson.Default.WriteRequest, ContractsJson.Default.WriteResult, ct);

    public Task<List<Segment>> RowsAsync(ReadRequest request, CancellationToken ct) => SegmentsAsync(() => ReadAsync(request, ct), ct);

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.DisposeAsync();
        }

        for (var i = owned.Count - 1; i >= 0; i--)
        {
            await owned[i].DisposeAsync();
        }
    }

    private static ServiceProvider Services() => new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddConnectors()
        .AddConnector<MemoryConnector>(MemoryConnector.ConnectorName)
        .AddSingleton<ISecretResolver, NoSecrets>().BuildServiceProvider();

    private async Task<List<Segment>> SegmentsAsync(Func<Task<ReadResult>> read, CancellationToken ct)
    {
        var answer = await read();
        await using var reader = await DataPlane.OpenReaderAsync(answer.Link!, ct);
        var segments = new List<Segment>();
        await foreach (var segment in reader.ReadAllAsync(ct))
        {
            segments.Add(segment);
        }

        return segments;
    }

    private async Task<TResult> CallAsync<TRequest, TResult>(
        string tool, TRequest request, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TRequest> input,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TResult> output, CancellationToken ct)
    {
        var arguments = JsonSerializer.SerializeToElement(request, input).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        var result = await Client.CallToolAsync(new CallToolRequestParams { Name = tool, Arguments = arguments }, ct);
        var content = result.StructuredContent!.Value;
        return result.IsError != true ? content.Deserialize(output)! : throw new ConnectorException(
            Enum.Parse<FailureClass>(content.GetProperty("failure").GetString()!, ignoreCase: true), content.GetProperty("message").GetString()!);
    }

    /// <summary>The connector of these tests is in no process of its own: here it is served as such a process would serve it.</summary>
    private async Task<McpClient> OverOwnServerAsync(Way way, IServiceProvider services, CancellationToken ct)
    {
        var sessions = services.GetRequiredService<LinkSession>();
        var links = way == Way.Stdio ? LinkListener.OnUnixSocket(sessions) : LinkListener.OnTcp(new IPEndPoint(IPAddress.Loopback, 0), null, sessions);
        owned.Add(links);
        var server = new ConnectorMcpServer(
            Memory, services.GetRequiredService<LinkSeal>(), links.Address, services.GetRequiredService<ILoggerFactory>());
        if (way == Way.Stdio)
        {
            return await McpClient.CreateAsync(new InProcessTransport(server), cancellationToken: ct);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        owned.Add(app);
        app.MapConnector(server);
        await app.StartAsync(ct);
        return await ConnectHttpAsync(new Uri(app.Urls.First()), ct);
    }

    private static Task<McpClient> ConnectHttpAsync(Uri address, CancellationToken ct) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(address, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }),
        cancellationToken: ct);

    private static string ConnectorsDll => typeof(IConnector).Assembly.Location;

    private static async Task<McpClient> OverStdioAsync(string connector, CancellationToken ct) => await McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions { Command = "dotnet", Arguments = [ConnectorsDll, connector] }), cancellationToken: ct);

    private async Task<McpClient> OverHttpAsync(string connector, CancellationToken ct)
    {
        var process = await ConnectorProcess.StartHttpAsync(ConnectorsDll, connector, ct);
        owned.Add(process);
        return await ConnectHttpAsync(process.Address, ct);
    }

    private sealed class NoSecrets : ISecretResolver
    {
        public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken) =>
            throw new SecretNotFoundException(reference);
    }
}
