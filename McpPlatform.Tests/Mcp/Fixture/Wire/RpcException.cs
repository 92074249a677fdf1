using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>A JSON-RPC error as the answer, with the HTTP status it takes where the answer is not a stream yet.</summary>
internal sealed class RpcException(int code, string message, JsonObject? details = null, int status = 200) : Exception(message)
{
    public int Code => code;

    public JsonObject? Details => details;

    public int Status => status;

    public static RpcException ParseError(string message) => new(-32700, message, status: 400);

    public static RpcException InvalidRequest(string message) => new(-32600, message, status: 400);

    public static RpcException InvalidParams(string message, JsonObject? details = null) => new(-32602, message, details);

    public static RpcException Malformed(string message) => new(-32602, message, status: 400);

    public static RpcException MethodNotFound(string? method, JsonObject? details = null) =>
        new(-32601, $"There is no method '{method}'.", details, 404);

    public static RpcException HeaderMismatch(string message) => new(-32020, message, status: 400);

    public static RpcException MissingCapability(string capability) => new(
        -32021,
        $"The client did not declare the capability '{capability}'.",
        new JsonObject { ["requiredCapabilities"] = new JsonObject { [capability] = new JsonObject() } },
        400);

    public static RpcException UnsupportedRevision(string requested, IEnumerable<string> supported) => new(
        -32022,
        $"The revision '{requested}' is not supported. Supported: {string.Join(", ", supported)}.",
        new JsonObject { ["supported"] = new JsonArray([.. supported.Select(r => JsonValue.Create(r))]), ["requested"] = requested },
        400);

    /// <summary>A refusal below the protocol, in the range that servers of earlier revisions took for their own.</summary>
    public static RpcException Refused(int status, string message) => new(status == 404 ? -32001 : -32000, message, status: status);
}
