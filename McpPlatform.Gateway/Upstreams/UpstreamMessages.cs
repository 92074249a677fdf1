using System.Buffers;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>A message of an upstream, and where to resume after it.</summary>
/// <param name="Message">The message; <see langword="null"/> for an event that only gives its id.</param>
/// <param name="EventId">Id of the event; <see langword="null"/> where it has none.</param>
internal readonly record struct UpstreamMessage(Envelope? Message, string? EventId);

/// <summary>The messages of one HTTP response: a single one as JSON, or many as server-sent events. Bounded in size.</summary>
internal sealed class UpstreamMessages(HttpResponseMessage response, UpstreamHttp http, int maxBytes) : IDisposable
{
    /// <summary>How long the upstream wants a reader to wait before it resumes.</summary>
    public TimeSpan? Retry { get; private set; }

    public HttpStatusCode Status => response.StatusCode;

    public bool IsStream => MediaType == "text/event-stream";

    private string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>Whether the body may be an MCP message, whatever the status says.</summary>
    public bool HasMessages => IsStream || (MediaType == "application/json" && response.Content.Headers.ContentLength != 0);

    /// <exception cref="McpErrorException">The upstream broke off, sent too much, or sent something else than MCP.</exception>
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

    /// <summary>The first result or error; <see langword="null"/> where there is none.</summary>
    public async Task<Envelope?> FindAnswerAsync(CancellationToken cancellationToken)
    {
        await foreach (var (message, _) in ReadAsync(cancellationToken))
        {
            if (message is { Kind: EnvelopeKind.Result or EnvelopeKind.Error })
            {
                return message;
            }
        }

        return null;
    }

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
            throw exception is LimitException ? TooLarge() : http.Unavailable("broke off in the middle of an answer");
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
            throw http.Unavailable($"sent something that is no MCP message: {exception.Message.TrimEnd('.')}");
        }
    }

    private McpErrorException TooLarge() => http.Unavailable($"sent a message of more than {maxBytes} bytes");

    private sealed class LimitException() : IOException("Too large.");

    /// <summary>Fails when one message is larger than allowed, whatever was announced.</summary>
    private sealed class LimitedStream(Stream inner, int maxBytes) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Restart() => read = 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            read += count;
            return read > maxBytes ? throw new LimitException() : count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
