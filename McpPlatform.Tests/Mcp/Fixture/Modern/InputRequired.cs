using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>A request cannot be completed before the client has told more.</summary>
internal sealed class InputRequired(IReadOnlyDictionary<string, InputRequest> requests, string? state)
    : Exception("The client has to tell more.")
{
    public JsonObject ToResult()
    {
        var result = new JsonObject();
        if (requests.Count > 0)
        {
            result["inputRequests"] = new JsonObject(requests.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, r.Value.ToJson())));
        }

        if (state is not null)
        {
            result["requestState"] = state;
        }

        return result;
    }
}
