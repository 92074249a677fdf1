using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>JSON-RPC messages a server sends.</summary>
internal static class Rpc
{
    public static JsonObject Result(JsonElement id, JsonObject result) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id.ToNode(), ["result"] = result };

    public static JsonObject Error(JsonElement? id, RpcException e)
    {
        var error = new JsonObject { ["code"] = e.Code, ["message"] = e.Message };
        if (e.Details is not null)
        {
            error["data"] = e.Details.DeepClone();
        }

        var message = new JsonObject { ["jsonrpc"] = "2.0", ["error"] = error };
        if (id is { } known)
        {
            message["id"] = known.ToNode();
        }

        return message;
    }

    public static JsonObject Request(int id, string method, JsonObject parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };

    public static JsonObject Notification(string method, JsonObject? parameters = null)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method };
        if (parameters is { Count: > 0 })
        {
            message["params"] = parameters;
        }

        return message;
    }
}
