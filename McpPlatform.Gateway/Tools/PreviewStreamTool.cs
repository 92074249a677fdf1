using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>preview_stream</c>: the first rows of a stream.</summary>
internal sealed class PreviewStreamTool(ConnectionService connections, ILogger<PreviewStreamTool> logger)
    : PlatformTool<PreviewStreamArguments, ReadResult>(About, ToolJson.Default.PreviewStreamArguments, ContractsJson.Default.ReadResult, logger)
{
    private const int DefaultLimit = 20;

    private static readonly ToolDescription About = new(
        "preview_stream", "Preview a stream", "Reads the first rows of a table or file behind a connection.", Actions.Read, ReadOnly: true);

    protected override Task<ReadResult> CallAsync(Principal by, PreviewStreamArguments arguments, CancellationToken cancellationToken)
    {
        var request = new PreviewRequest(new StreamName(arguments.Stream, arguments.Namespace), arguments.Limit ?? DefaultLimit);
        return connections.PreviewAsync(by, arguments.Connection, request, cancellationToken);
    }
}
