using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace McpPlatform.Gateway.Links;

/// <summary>Messages over HTTP with SSE (MCP 2024-11-05, Transports): one stream of events, and an address to post to that the stream names.</summary>
internal sealed class SseCarrier : ICarrier
{
    private readonly HttpMessageInvoker http;
    private readonly SseAddress address;
    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<byte[]>> events;
    private readonly DuplexLink link;
    private readonly Uri endpoint;

    private SseCarrier(
        HttpMessageInvoker http, SseAddress address, HttpResponseMessage response, IAsyncEnumerator<SseItem<byte[]>> events, DuplexLink link, Uri endpoint) =>
        (this.http, this.address, this.response, this.events, this.link, this.endpoint) = (http, address, response, events, link, endpoint);

    public string Ending => "closed its stream of events";

    /// <exception cref="UpstreamException">There is no such stream.</exception>
    public static async Task<ICarrier> OpenAsync(
        HttpMessageInvoker http, SseAddress address, DuplexLink link, int maxBytes, CancellationToken cancellationToken)
    {
        var response = await SendAsync(http, Request(HttpMethod.Get, address.Url, address), link, cancellationToken);
        try
        {
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                throw link.Fault(UpstreamFault.Unusable, $"answered with HTTP status {(int)response.StatusCode} and no stream of events");
            }

            var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
            var events = EventsAsync(body).GetAsyncEnumerator(CancellationToken.None);
            return new SseCarrier(http, address, response, events, link, await EndpointAsync(events, address, link).WaitAsync(cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, endpoint, address);
        request.Content = new ReadOnlyMemoryContent(message);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await SendAsync(http, request, link, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw link.Fault(
                answer.StatusCode == HttpStatusCode.NotFound ? UpstreamFault.BrokenOff : UpstreamFault.Unusable,
                $"did not take a message: HTTP status {(int)answer.StatusCode}");
        }
    }

    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Disposing of the response ends the reading.
        await using var stop = cancellationToken.Register(response.Dispose);
        while (await MoreAsync())
        {
            if (events.Current.EventType == SseParser.EventTypeDefault && events.Current.Data.Length > 0)
            {
                yield return events.Current.Data;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<bool> MoreAsync()
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (LimitException exception)
        {
            throw link.Fault(UpstreamFault.Unusable, $"sent a message of more than {exception.MaxBytes} bytes");
        }
    }

    private static async IAsyncEnumerable<SseItem<byte[]>> EventsAsync(LimitedStream body)
    {
        await using var owned = body;
        await foreach (var item in SseParser.Create(body, (_, data) => data.ToArray()).EnumerateAsync())
        {
            body.Restart();
            yield return item;
        }
    }

    private static async Task<Uri> EndpointAsync(IAsyncEnumerator<SseItem<byte[]>> events, SseAddress address, DuplexLink link)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.EventType == "endpoint" && Uri.TryCreate(address.Url, Encoding.UTF8.GetString(events.Current.Data), out var endpoint))
            {
                // Elsewhere nothing may be sent: the headers may hold secrets.
                return Uri.Compare(endpoint, address.Url, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
                    ? endpoint
                    : throw link.Fault(UpstreamFault.Unusable, "wants its messages sent to another host");
            }
        }

        throw link.Fault(UpstreamFault.Unusable, "closed its stream of events before it said where to send messages");
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri url, SseAddress address)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        foreach (var (name, value) in address.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpMessageInvoker http, HttpRequestMessage request, DuplexLink link, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw link.Fault(HttpFaults.Of(exception), HttpFaults.Reason(exception));
        }
    }
}
