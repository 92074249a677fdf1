using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>
/// The same answers the slow way, as the specification leaves a server free to give them: what would be one piece of JSON is a stream of events, and
/// every stream goes out a few bytes at a time.
/// </summary>
internal sealed class SlowWire
{
    private int forced;

    /// <summary>How many answers became streams.</summary>
    public int Forced => Volatile.Read(ref forced);

    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var former = http.Features.Get<IHttpResponseBodyFeature>()!;
        await using var body = new Body(former.Stream, () => http.Response is { StatusCode: 200, ContentType: "application/json" });
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body, former));
        await next(http);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        http.Features.Set(former);
        if (body.Held.Length > 0)
        {
            Interlocked.Increment(ref forced);
            http.Response.ContentType = "text/event-stream";
            await body.SendAsync((byte[])[.. "event: message\ndata: "u8, .. body.Held.ToArray(), .. "\n\n"u8], http.RequestAborted);
        }
    }

    private sealed class Body(Stream to, Func<bool> isHeld) : Stream
    {
        private const int PieceBytes = 5;

        public MemoryStream Held { get; } = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            for (var at = 0; at < bytes.Length; at += PieceBytes)
            {
                await to.WriteAsync(bytes[at..Math.Min(bytes.Length, at + PieceBytes)], cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (isHeld())
            {
                Held.Write(buffer.Span);
            }
            else
            {
                await SendAsync(buffer, cancellationToken);
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => isHeld() ? Task.CompletedTask : to.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
