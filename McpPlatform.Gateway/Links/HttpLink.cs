using System.Net;
using System.Net.Http.Headers;

namespace McpPlatform.Gateway.Links;

/// <summary>Sends messages to one upstream over Streamable HTTP.</summary>
internal sealed class HttpLink(string name, Uri url, Credentials credentials, HttpMessageInvoker http, int maxBytes) : IUpstreamLink
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

    public ValueTask<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, message, "application/json, text/event-stream", cancellationToken);

    public ValueTask<IUpstreamMessages> ListenAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, new Outgoing(default, headers, Session: session), "text/event-stream", cancellationToken);

    public async Task EndAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken)
    {
        if (session is not null)
        {
            using var ended = await SendAsync(HttpMethod.Delete, new Outgoing(default, headers, Session: session), accept: null, cancellationToken);
        }
    }

    public UpstreamException Fault(UpstreamFault fault, string what) => new(fault, $"The server '{name}' {what}.");

    // A server that does not know the credentials any more did nothing: secrets that were changed meanwhile are sent instead, once.
    private async ValueTask<IUpstreamMessages> SendAsync(HttpMethod method, Outgoing message, string? accept, CancellationToken cancellationToken)
    {
        var values = await credentials.RevealAsync(cancellationToken);
        try
        {
            var response = await http.SendAsync(Request(method, message, accept, values), cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && await credentials.RenewAsync(values, cancellationToken) is { } renewed)
            {
                response.Dispose();
                response = await http.SendAsync(Request(method, message, accept, renewed), cancellationToken);
            }

            return new HttpMessages(response, this, maxBytes);
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

    private HttpRequestMessage Request(HttpMethod method, Outgoing message, string? accept, IReadOnlyDictionary<string, string> values)
    {
        var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post)
        {
            request.Content = new ReadOnlyMemoryContent(message.Json);
            request.Content.Headers.ContentType = Json;
        }

        foreach (var (name, value) in values)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (message.Session is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", message.Session);
        }

        message.Headers(request.Headers);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return request;
    }
}
