using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Gateway.Mcp;

/// <summary>Refusals of the transport, as JSON-RPC errors with the HTTP status the protocol asks for.</summary>
internal static class McpErrors
{
    public static JsonTypeInfo<T> JsonOf<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    public static Task WriteAsync(HttpContext context, int status, McpErrorCode code, string message, JsonRpcMessage? about = null, JsonNode? data = null)
    {
        context.Response.StatusCode = status;
        var error = new JsonRpcError
        {
            Id = about is JsonRpcMessageWithId call ? call.Id : default,
            Error = new JsonRpcErrorDetail { Code = (int)code, Message = message, Data = data },
        };
        return context.Response.WriteAsJsonAsync<JsonRpcMessage>(error, JsonOf<JsonRpcMessage>(), "application/json", context.RequestAborted);
    }

    public static Task WriteUnknownVersionAsync(HttpContext context, string version)
    {
        var data = new JsonObject { ["requested"] = version, ["supported"] = new JsonArray([.. McpHeaders.Versions.Select(v => JsonValue.Create(v))]) };
        return WriteAsync(context, 400, McpErrorCode.UnsupportedProtocolVersion, "The protocol version is not supported.", data: data);
    }

    /// <summary>Chooses the status by the first message of the response, while it can still be chosen.</summary>
    public static ValueTask ChooseStatus(HttpContext context, JsonRpcMessage? first)
    {
        if (first is JsonRpcError { Error: { } error } && !context.Response.HasStarted)
        {
            context.Response.StatusCode = (McpErrorCode)error.Code switch
            {
                McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
                McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch or McpErrorCode.MissingRequiredClientCapability
                    => StatusCodes.Status400BadRequest,
                _ => context.Response.StatusCode,
            };
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits for a server whose transport is closed.</summary>
    public static async Task EndAsync(Task running, CancellationTokenSource stop)
    {
        try
        {
            await running;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the Gateway stops.
        }
    }
}
