using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Suggestions for an argument that is being typed.</summary>
internal static class Completion
{
    private static readonly string[] Words = ["paris", "park", "party", "test", "testing"];

    public static JsonObject Of(JsonElement parameters)
    {
        var typed = parameters.Member("argument")?.Text("value") ?? throw RpcException.InvalidParams("The argument is missing.");
        var values = Words.Where(word => word.StartsWith(typed, StringComparison.Ordinal)).ToList();
        return new JsonObject
        {
            ["completion"] = new JsonObject
            {
                ["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
                ["total"] = values.Count,
                ["hasMore"] = false,
            },
        };
    }
}
