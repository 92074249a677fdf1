using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Something only the client can tell.</summary>
internal sealed record InputRequest(string Method, JsonObject Params)
{
    /// <summary>What a client declares that can answer this.</summary>
    public string Capability => Method.Split('/')[0];

    /// <summary>A form with one required text field per name.</summary>
    public static InputRequest Form(string message, params string[] fields) => Form(
        message,
        new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field, new JsonObject { ["type"] = "string" }))),
        fields);

    public static InputRequest Form(string message, JsonObject properties, params string[] required) => new(
        "elicitation/create",
        new JsonObject
        {
            ["message"] = message,
            ["requestedSchema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = properties,
                ["required"] = new JsonArray([.. required.Select(field => JsonValue.Create(field))]),
            },
        });

    public static InputRequest Confirmation() =>
        Form("Please confirm", new JsonObject { ["ok"] = new JsonObject { ["type"] = "boolean" } }, "ok");

    public static InputRequest Sampling(string prompt, int maxTokens) => new(
        "sampling/createMessage",
        new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Content.Text(prompt) }),
            ["maxTokens"] = maxTokens,
        });

    public static InputRequest Roots() => new("roots/list", []);

    public JsonObject ToJson() => new() { ["method"] = Method, ["params"] = Params.DeepClone() };

    /// <summary>Whether that can be its result.</summary>
    public bool Accepts(JsonElement result) => Method switch
    {
        "elicitation/create" => result.Text("action") is "accept" or "decline" or "cancel",
        "sampling/createMessage" => result.Text("role") is not null && result.Member("content") is not null,
        _ => result.Member("roots") is { ValueKind: JsonValueKind.Array },
    };
}
