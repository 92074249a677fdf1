using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>Results with what this era adds to each.</summary>
internal static class ModernResult
{
    private const int Freshness = 60_000;

    // What is offered is the same for everyone; what is read could belong to somebody.
    private static readonly Dictionary<string, string> CacheScopes = new()
    {
        ["server/discover"] = "public",
        ["tools/list"] = "public",
        ["prompts/list"] = "public",
        ["resources/list"] = "public",
        ["resources/templates/list"] = "public",
        ["resources/read"] = "private",
    };

    public static JsonObject Complete(JsonObject result, string? method = null)
    {
        if (method is not null && CacheScopes.TryGetValue(method, out var scope))
        {
            result["ttlMs"] = Freshness;
            result["cacheScope"] = scope;
        }

        return Finish(result, "complete");
    }

    public static JsonObject Incomplete(JsonObject result) => Finish(result, "input_required");

    private static JsonObject Finish(JsonObject result, string type)
    {
        result["resultType"] = type;
        var meta = result["_meta"] as JsonObject ?? [];
        meta["io.modelcontextprotocol/serverInfo"] = FixtureServer.Identity();
        result["_meta"] = meta;
        return result;
    }
}
