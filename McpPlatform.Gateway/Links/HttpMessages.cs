using System.Buffers;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>The messages of one HTTP response: a single one as JSON, or many as server-sent events. Bounded in size.</summary>
internal sealed class HttpMessages(HttpResponseMessage response, HttpLink link, int maxBytes) : IUpstreamMessages
{
    public TimeSpan? Retry { get; private set; }

    public bool IsStream => MediaType == "text/event-stream" && response.IsSuccessStatusCode;

    public bool IsSessionUnknown => response.StatusCode == HttpStatusCode.NotFound;

    public string? SessionId => response.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.First() : null;

    private string? MediaType => response.Content.Headers.ContentType?.MediaType;

    // A body may be an MCP message whatever the status says.
    public bool HasMessages => IsStream || (MediaType == "application/json" && response.Content.Headers.ContentLength != 0);

    public async IAsyncEnumerable<UpstreamMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!IsStream)
        {
            yield return new UpstreamMessage(Parse(await ReadBodyAsync(cancellationToken)), null);
            yield break;
        }

        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
        var parser = SseParser.Create(body, (_, data) => data.ToArray());
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Guarded(() => events.MoveNextAsync()))
        {
            body.Restart();
            Retry = parser.ReconnectionInterval == Timeout.InfiniteTimeSpan ? Retry : parser.ReconnectionInterval;
            var data = events.Current.Data;
            yield return new UpstreamMessage(data.Length == 0 ? null : Parse(data), events.Current.EventId);
        }
    }

    public UpstreamException Unusable() => link.Fault(UpstreamFault.Unusable, response.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"refused the gateway's credentials ({(int)response.StatusCode})",
        _ => $"answered with HTTP status {(int)response.StatusCode} and no MCP message",
    });

    public void Dispose() => response.Dispose();

    private async ValueTask<byte[]> ReadBodyAsync(CancellationToken cancellationToken)
    {
        var length = response.Content.Headers.ContentLength;
        if (length > maxBytes)
        {
            throw TooLarge();
        }

        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
        if (length is { } known)
        {
            var exact = new byte[known];
            await Guarded(async () =>
            {
                await body.ReadExactlyAsync(exact, cancellationToken);
                return true;
            });
            return exact;
        }

        using var buffer = new MemoryStream();
        await Guarded(async () =>
        {
            await body.CopyToAsync(buffer, cancellationToken);
            return true;
        });
        return buffer.ToArray();
    }

    private async ValueTask<bool> Guarded(Func<ValueTask<bool>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw exception is LimitException ? TooLarge() : link.Fault(UpstreamFault.BrokenOff, "broke off in the middle of an answer");
        }
    }

    private Envelope Parse(byte[] json)
    {
        try
        {
            return EnvelopeReader.Read(json);
        }
        catch (McpErrorException exception)
        {
            throw link.Fault(UpstreamFault.Unusable, $"sent something that is no MCP message: {exception.Message.TrimEnd('.')}");
        }
    }

    private UpstreamException TooLarge() => link.Fault(UpstreamFault.Unusable, $"sent a message of more than {maxBytes} bytes");
}
