using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>The answer to one request: plain JSON, or a stream as soon as something is to be said before the result.</summary>
internal sealed class ModernReply(Exchange exchange, JsonElement id)
{
    private EventResponse? stream;

    public CancellationToken Closed => exchange.Closed;

    public async Task OpenStreamAsync()
    {
        stream ??= await exchange.OpenStreamAsync();
        await stream.CommentAsync("here we go");
    }

    public async Task NotifyAsync(JsonObject notification)
    {
        stream ??= await exchange.OpenStreamAsync();
        await stream.WriteAsync(notification);
    }

    public Task CompleteAsync(JsonObject result) => SendAsync(200, Rpc.Result(id, result));

    public Task FailAsync(RpcException e) => SendAsync(e.Status, Rpc.Error(id, e));

    private Task SendAsync(int status, JsonObject message)
    {
        exchange.Settle();
        return stream is null ? exchange.AnswerAsync(status, message) : stream.WriteAsync(message);
    }
}
