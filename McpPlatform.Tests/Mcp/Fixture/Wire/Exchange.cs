using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>One HTTP request and its response, watched for a client that goes away.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly Exchanges all;
    private readonly ReceivedLog log;
    private readonly ReceivedMessage received;
    private readonly Lock gate = new();
    private volatile bool settled;
    private bool over;

    public Exchange(HttpContext http, FixtureEras era, RpcMessage? message, Exchanges all, ReceivedLog log)
    {
        (Http, Message, this.all, this.log) = (http, message, all, log);
        var kind = message?.Kind ?? (HttpMethods.IsGet(http.Request.Method) ? ReceivedKind.Get : ReceivedKind.Delete);
        received = new ReceivedMessage(era, kind, http.Request.Method, HeadersOf(http.Request), message?.Method, message?.Body);
        log.Add(received);
        all.Add(this);
    }

    public HttpContext Http { get; }

    public RpcMessage? Message { get; }

    public bool IsStream { get; private set; }

    /// <summary>Cancelled when the client leaves, or is left.</summary>
    public CancellationToken Closed => Http.RequestAborted;

    public Task<EventResponse> OpenStreamAsync()
    {
        IsStream = true;
        return EventResponse.StartAsync(Http);
    }

    /// <summary>The answer is about to be out: who leaves now has it.</summary>
    public void Settle() => settled = true;

    public async Task AnswerAsync(int status, JsonObject? body = null)
    {
        Settle();
        Http.Response.StatusCode = status;
        if (body is not null)
        {
            Http.Response.ContentType = "application/json";
            await Http.Response.WriteAsync(body.ToJsonString(), Closed);
        }
    }

    /// <summary>Cuts the connection, as a network would.</summary>
    public void Drop()
    {
        lock (gate)
        {
            if (!over)
            {
                Settle();
                Http.Abort();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            over = true;
        }

        all.Remove(this);
        if (Closed.IsCancellationRequested && !settled)
        {
            log.Add(received with { Kind = ReceivedKind.Closed });
        }
    }

    private static Dictionary<string, string> HeadersOf(HttpRequest request) =>
        request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
