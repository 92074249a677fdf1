using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>What one client wants to hear of, on a stream that stays open.</summary>
internal sealed class Subscription
{
    private static readonly string[] ListFilters = [Change.OfTools.Filter, Change.OfPrompts.Filter, Change.OfResources.Filter];
    private readonly Channel<JsonObject> messages = Channel.CreateUnbounded<JsonObject>();
    private readonly JsonElement id;
    private readonly HashSet<string> lists;
    private readonly HashSet<string> uris;

    public Subscription(ModernRequest request)
    {
        var filter = request.Message.Params.Member("notifications");
        if (!filter.IsObject())
        {
            throw RpcException.InvalidParams("A subscription says to which notifications.");
        }

        id = request.Id;
        lists = [.. ListFilters.Where(name => filter!.Value.Member(name) is { ValueKind: JsonValueKind.True })];
        uris = [.. filter!.Value.Member("resourceSubscriptions")?.EnumerateArray().Select(uri => uri.GetString()!) ?? []];
        messages.Writer.TryWrite(Acknowledgement());
    }

    public IAsyncEnumerable<JsonObject> ReadAsync(CancellationToken cancellationToken) => messages.Reader.ReadAllAsync(cancellationToken);

    public void Announce(Change change)
    {
        if (change.Uri is null ? lists.Contains(change.Filter) : uris.Contains(change.Uri))
        {
            messages.Writer.TryWrite(change.ToNotification(Tag()));
        }
    }

    /// <summary>Ends it in good order.</summary>
    public void End()
    {
        messages.Writer.TryWrite(Rpc.Result(id, ModernResult.Complete(new JsonObject { ["_meta"] = Tag() })));
        messages.Writer.TryComplete();
    }

    private JsonObject Acknowledgement()
    {
        var honored = new JsonObject(lists.Select(name => KeyValuePair.Create<string, JsonNode?>(name, true)));
        if (uris.Count > 0)
        {
            honored["resourceSubscriptions"] = new JsonArray([.. uris.Select(uri => JsonValue.Create(uri))]);
        }

        var parameters = new JsonObject { ["_meta"] = Tag(), ["notifications"] = honored };
        return Rpc.Notification("notifications/subscriptions/acknowledged", parameters);
    }

    private JsonObject Tag() => new() { ["io.modelcontextprotocol/subscriptionId"] = id.ToNode() };
}
