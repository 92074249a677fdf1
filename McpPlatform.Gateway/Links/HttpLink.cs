using System.Net.Http.Headers;

namespace McpPlatform.Gateway.Links;

/// <summary>Sends messages to one upstream over Streamable HTTP.</summary>
internal sealed class HttpLink(string name, HttpAddress address, HttpMessageInvoker http, int maxBytes) : IUpstreamLink
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public bool ClosingCancels => true;

    // HttpClient would add a timeout and a buffer of its own, which each call pays for and none needs.
    /// <summary>Connections for one upstream, so that a slow one takes none from others.</summary>
    public static HttpMessageInvoker NewConnections() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ActivityHeadersPropagator = null,
    });

    public Task<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Post, message.Session, message.Headers);
        request.Content = new ReadOnlyMemoryContent(message.Json);
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return SendAsync(request, cancellationToken);
    }

    public Task<IUpstreamMessages> ListenAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, session, headers);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        return SendAsync(request, cancellationToken);
    }

    public async Task EndAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken)
    {
        if (session is not null)
        {
            using var ended = await SendAsync(Request(HttpMethod.Delete, session, headers), cancellationToken);
        }
    }

    public UpstreamException Fault(UpstreamFault fault, string what) => new(fault, $"The server '{name}' {what}.");

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string? session, Action<HttpRequestHeaders> headers)
    {
        var request = new HttpRequestMessage(method, address.Url);
        foreach (var (name, value) in address.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        }

        headers(request.Headers);
        return request;
    }

    private async Task<IUpstreamMessages> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return new HttpMessages(await http.SendAsync(request, cancellationToken), this, maxBytes);
        }
        catch (HttpRequestException exception)
        {
            throw Fault(HttpFaults.Of(exception), HttpFaults.Reason(exception));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault(UpstreamFault.Unreached, $"did not accept a connection within {ConnectTimeout.TotalSeconds:0} s");
        }
    }
}
