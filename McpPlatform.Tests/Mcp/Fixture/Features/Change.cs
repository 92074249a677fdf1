using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Something changed that clients may want to hear of.</summary>
/// <param name="Filter">How a client of the modern era opts in.</param>
/// <param name="Method">The notification.</param>
/// <param name="Uri">The resource, where it is about one.</param>
internal sealed record Change(string Filter, string Method, string? Uri = null)
{
    public static Change OfTools { get; } = new("toolsListChanged", "notifications/tools/list_changed");

    public static Change OfPrompts { get; } = new("promptsListChanged", "notifications/prompts/list_changed");

    public static Change OfResources { get; } = new("resourcesListChanged", "notifications/resources/list_changed");

    public static Change OfResource(string uri) => new("resourceSubscriptions", "notifications/resources/updated", uri);

    public JsonObject ToNotification(JsonObject? meta = null)
    {
        var parameters = new JsonObject();
        if (meta is not null)
        {
            parameters["_meta"] = meta;
        }

        if (Uri is not null)
        {
            parameters["uri"] = Uri;
        }

        return Rpc.Notification(Method, parameters);
    }
}
