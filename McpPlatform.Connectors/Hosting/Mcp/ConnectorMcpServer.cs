using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Connectors.Hosting.Links;
using McpPlatform.Data;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpPlatform.Connectors.Hosting.Mcp;

/// <summary>Serves one connector as the four tools of <see cref="ConnectorTools"/>, over whichever transport.</summary>
/// <param name="connector">The connector.</param>
/// <param name="seal">Signs links.</param>
/// <param name="dataAddress">Where the rows behind links are served.</param>
/// <param name="loggers">Makes loggers.</param>
internal sealed class ConnectorMcpServer(IConnector connector, LinkSeal seal, string dataAddress, ILoggerFactory loggers)
{
    private readonly ILogger log = loggers.CreateLogger<ConnectorMcpServer>();

    /// <summary>A server on a transport; run and dispose it.</summary>
    public McpServer CreateServer(ITransport transport) => McpServer.Create(transport, CreateOptions(), loggers);

    private McpServerOptions CreateOptions() => new()
    {
        ServerInfo = new Implementation { Name = connector.Spec.Name, Title = connector.Spec.Title, Version = connector.Spec.Version },
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        ScopeRequests = false,
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = ToolCatalog.For(connector.Spec) }),
            CallToolHandler = async (context, ct) => await CallAsync(context.Params!, ct),
        },
    };

    private async Task<CallToolResult> CallAsync(CallToolRequestParams call, CancellationToken ct)
    {
        try
        {
            return await InvokeAsync(call, ct);
        }
        catch (Exception exception) when (exception is not McpException && Failures.AsConnectorException(exception, ct) is ConnectorException failure)
        {
            if (failure.Failure == FailureClass.System)
            {
                log.ToolFailed(exception, connector.Spec.Name, call.Name);
            }

            var content = JsonSerializer.SerializeToElement(new ToolFailure(failure.Failure, failure.Message), HostingJson.Default.ToolFailure);
            return Result(content, failure.Message, isError: true);
        }
    }

    private async Task<CallToolResult> InvokeAsync(CallToolRequestParams call, CancellationToken ct) => call.Name switch
    {
        ConnectorTools.CheckConnection => Result(
            await connector.CheckAsync(Arguments(call, ContractsJson.Default.CheckRequest), ct), ContractsJson.Default.CheckResult),
        ConnectorTools.DiscoverSchema => Result(
            await connector.DiscoverAsync(Arguments(call, ContractsJson.Default.DiscoverRequest), ct), ContractsJson.Default.Catalog),
        ConnectorTools.ReadStream => Result(
            await ReadAsync(Arguments(call, ContractsJson.Default.ReadRequest), ct), ContractsJson.Default.ReadResult),
        ConnectorTools.WriteStream => Result(
            await WriteAsync(Arguments(call, ContractsJson.Default.WriteRequest), ct), ContractsJson.Default.WriteResult),
        _ => throw new McpProtocolException($"Unknown tool '{call.Name}'.", McpErrorCode.InvalidParams),
    };

    private async Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken ct)
    {
        var described = await connector.DescribeReadAsync(request, ct);
        var wantsRows = request.Limit is null && (described.Partitions.Count == 0 || request.Partition is not null);
        return wantsRows ? described with { Link = seal.Seal(dataAddress, connector.Spec.Name, request, null) } : described;
    }

    private async Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken ct)
    {
        var written = await connector.WriteAsync(request, ct);
        return request.Intent == WriteIntent.Stage
            ? written with { Link = seal.Seal(dataAddress, connector.Spec.Name, null, request) }
            : written;
    }

    private static T Arguments<T>(CallToolRequestParams call, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(call.Arguments ?? new Dictionary<string, JsonElement>(), McpJsonUtilities.DefaultOptions);
        return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The arguments are null.");
    }

    private static CallToolResult Result<T>(T value, JsonTypeInfo<T> type)
    {
        var content = JsonSerializer.SerializeToElement(value, type);
        return Result(content, content.GetRawText(), isError: false);
    }

    private static CallToolResult Result(JsonElement content, string text, bool isError) =>
        new() { Content = [new TextContentBlock { Text = text }], StructuredContent = content, IsError = isError };
}
