using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>An HTTP response of server-sent events. Has one writer at a time.</summary>
internal sealed class EventResponse
{
    private readonly HttpContext http;

    private EventResponse(HttpContext http) => this.http = http;

    public static async Task<EventResponse> StartAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.Body.FlushAsync(http.RequestAborted);
        return new EventResponse(http);
    }

    public Task WriteAsync(JsonObject message) => WriteTextAsync($"event: message\ndata: {message.ToJsonString()}\n\n");

    public Task WriteAsync(string id, JsonObject message) =>
        WriteTextAsync($"id: {id}\nevent: message\ndata: {message.ToJsonString()}\n\n");

    /// <summary>Gives a client something to resume from before there is anything to say.</summary>
    public Task PrimeAsync(string id, TimeSpan retry) => WriteTextAsync($"id: {id}\nretry: {retry.TotalMilliseconds:0}\ndata:\n\n");

    public Task CommentAsync(string comment) => WriteTextAsync($": {comment}\n\n");

    private async Task WriteTextAsync(string text)
    {
        await http.Response.WriteAsync(text, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
