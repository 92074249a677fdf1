using System.Net;
using System.Net.Http.Headers;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// Sends messages to one upstream over Streamable HTTP. Each upstream has its own connections, so that a slow one takes none from others.
/// </summary>
internal sealed class UpstreamHttp : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly UpstreamConfig config;

    // HttpClient would add a timeout and a buffer of its own, which each call pays for and none needs.
    private readonly HttpMessageInvoker http;

    public UpstreamHttp(UpstreamConfig config)
    {
        this.config = config;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ActivityHeadersPropagator = null,
        });
    }

    public Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> message, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Post, headers);
        request.Content = new ReadOnlyMemoryContent(message);
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> GetStreamAsync(Action<HttpRequestHeaders> headers, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, headers);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        return SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> DeleteAsync(Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        SendAsync(Request(HttpMethod.Delete, headers), cancellationToken);

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, Action<HttpRequestHeaders> headers)
    {
        var request = new HttpRequestMessage(method, config.Url);
        foreach (var (name, value) in config.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        headers(request.Headers);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable(Reason(exception));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"did not accept a connection within {ConnectTimeout.TotalSeconds:0} s");
        }
    }

    /// <summary>The error that tells an agent the upstream cannot be used.</summary>
    public McpErrorException Unavailable(string what) => new(ErrorCodes.UpstreamUnavailable, $"The server '{config.Name}' {what}.");

    /// <summary>The error for an answer that is no answer to an MCP message.</summary>
    public McpErrorException Unusable(HttpStatusCode status) => Unavailable(status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"refused the gateway's credentials ({(int)status})",
        _ => $"answered with HTTP status {(int)status} and no MCP message",
    });

    private static string Reason(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "has a host name that cannot be resolved",
        HttpRequestError.ConnectionError => "cannot be reached",
        HttpRequestError.SecureConnectionError => "offers no trustworthy TLS connection",
        _ => "broke the connection off",
    };
}
