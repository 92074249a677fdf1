using System.Globalization;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>A right request of the modern era, which a test may bend.</summary>
internal sealed class ModernMessage
{
    private static int lastId;

    public ModernMessage(string method, JsonObject? parameters = null)
    {
        Params = parameters ?? [];
        Params["_meta"] = Meta;
        Id = Interlocked.Increment(ref lastId);
        Body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Id, ["method"] = method, ["params"] = Params };
        Headers = new() { ["MCP-Protocol-Version"] = Revisions.Modern, ["Mcp-Method"] = method };
        if ((string?)(Params["name"] ?? Params["uri"]) is { } name)
        {
            Headers["Mcp-Name"] = name;
        }
    }

    public int Id { get; }

    public JsonObject Body { get; }

    public JsonObject Params { get; }

    public JsonObject Meta { get; } = new()
    {
        ["io.modelcontextprotocol/protocolVersion"] = Revisions.Modern,
        ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject
        {
            ["elicitation"] = new JsonObject(), ["sampling"] = new JsonObject(), ["roots"] = new JsonObject(),
        },
    };

    public Dictionary<string, string> Headers { get; }

    public static ModernMessage Call(string tool, JsonObject? arguments = null) =>
        new("tools/call", arguments is null ? new() { ["name"] = tool } : new() { ["name"] = tool, ["arguments"] = arguments });

    public static ModernMessage Listen(JsonObject filter) => new("subscriptions/listen", new() { ["notifications"] = filter });

    /// <summary>The same request once more, with what the server asked for.</summary>
    public ModernMessage Again(JsonObject? responses, string? state)
    {
        var again = new ModernMessage((string)Body["method"]!, Params.DeepClone().AsObject());
        again.Params.Remove("inputResponses");
        again.Params.Remove("requestState");
        if (responses is not null)
        {
            again.Params["inputResponses"] = responses;
        }

        if (state is not null)
        {
            again.Params["requestState"] = state;
        }

        return again;
    }

    public ModernMessage Bent(Action<ModernMessage> bend)
    {
        bend(this);
        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Body["method"]} {Id}");
}
