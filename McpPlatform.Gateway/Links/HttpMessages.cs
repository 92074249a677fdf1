using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>
/// The messages of one HTTP response: a single one as JSON, or many as server-sent events. Bounded in size. It walks to the single one itself, since
/// that is what nearly all calls end with.
/// </summary>
internal sealed class HttpMessages(HttpResponseMessage response, HttpLink link, int maxBytes)
    : IUpstreamMessages, IAsyncEnumerable<UpstreamMessage>, IAsyncEnumerator<UpstreamMessage>
{
    // Looked at as it came: to have the header parsed would make objects of it.
    private readonly string mediaType = MediaTypeOf(response.Content.Headers);
    private CancellationToken reading;
    private bool isRead;

    public UpstreamMessage Current { get; private set; }

    public TimeSpan? Retry { get; private set; }

    public bool IsStream => Is("text/event-stream") && response.IsSuccessStatusCode;

    public bool IsSessionUnknown => response.StatusCode == HttpStatusCode.NotFound;

    public string? SessionId => response.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.First() : null;

    // A body may be an MCP message whatever the status says.
    public bool HasMessages => IsStream || (Is("application/json") && response.Content.Headers.ContentLength != 0);

    private bool Is(string type)
    {
        var bare = mediaType.AsSpan();
        var parameters = bare.IndexOf(';');
        return (parameters < 0 ? bare : bare[..parameters]).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }

    public IAsyncEnumerable<UpstreamMessage> ReadAsync(CancellationToken cancellationToken) => IsStream ? StreamAsync(cancellationToken) : this;

    public IAsyncEnumerator<UpstreamMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        reading = cancellationToken;
        return this;
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        if (isRead)
        {
            return false;
        }

        isRead = true;
        Current = new UpstreamMessage(Parse(await ReadBodyAsync(reading)), null);
        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<UpstreamMessage> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
        var parser = SseParser.Create(body, (_, data) => data.ToArray());
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events))
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

        try
        {
            return length is { } known ? await ReadExactlyAsync(GC.AllocateUninitializedArray<byte>((int)known), cancellationToken) : await ReadToEndAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Broken(exception);
        }
    }

    private async ValueTask<byte[]> ReadExactlyAsync(byte[] exact, CancellationToken cancellationToken)
    {
        // The stream stands ready once the headers are read; to wait for it would make a task of it.
        var body = response.Content.ReadAsStream(cancellationToken);
        for (var (at, count) = (0, 0); at < exact.Length; at += count)
        {
            count = await body.ReadAsync(exact.AsMemory(at), cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException();
            }
        }

        return exact;
    }

    private async ValueTask<byte[]> ReadToEndAsync(CancellationToken cancellationToken)
    {
        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes);
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw Broken(exception);
        }
    }

    private UpstreamException Broken(Exception exception) =>
        exception is LimitException ? TooLarge() : link.Fault(UpstreamFault.BrokenOff, "broke off in the middle of an answer");

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

    private static string MediaTypeOf(HttpContentHeaders headers) => headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "";

    private UpstreamException TooLarge() => link.Fault(UpstreamFault.Unusable, $"sent a message of more than {maxBytes} bytes");
}
