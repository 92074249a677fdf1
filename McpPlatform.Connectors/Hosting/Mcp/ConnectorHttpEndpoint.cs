using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpPlatform.Connectors.Hosting.Mcp;

/// <summary>Maps a connector's MCP server as Streamable HTTP at <c>/mcp</c>. Stateless: its tools need no session, so each request stands alone.</summary>
internal static class ConnectorHttpEndpoint
{
    private const long MaxBodyBytes = 16 * 1024 * 1024;

    public static void MapConnector(this IEndpointRouteBuilder routes, ConnectorMcpServer server)
    {
        routes.MapPost("/mcp", context => HandleAsync(context, server));
        routes.MapGet("/health/live", () => "live");
    }

    private static async Task HandleAsync(HttpContext context, ConnectorMcpServer server)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = MaxBodyBytes;
        if (await ReadAsync(context) is not { } message)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("The body is not a JSON-RPC message.", context.RequestAborted);
            return;
        }

        await using var transport = new StreamableHttpServerTransport(null) { Stateless = true };
        await using var served = server.CreateServer(transport);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var running = served.RunAsync(ended.Token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await ended.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async ValueTask<JsonRpcMessage?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonRpcMessage>(context.Request.Body, McpJsonUtilities.DefaultOptions, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
