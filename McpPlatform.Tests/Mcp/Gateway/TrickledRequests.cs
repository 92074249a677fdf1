using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Gives the gateway the bodies of requests a few bytes at a time, so that every token of every message is cut somewhere.</summary>
internal sealed class TrickledRequests : IStartupFilter
{
    private const int MostBytes = 3;
    private int reads;

    /// <summary>How many pieces were read.</summary>
    public int Reads => Volatile.Read(ref reads);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            context.Request.Body = new Trickle(context.Request.Body, () => Interlocked.Increment(ref reads));
            return following(context);
        });
        next(app);
    };

    private sealed class Trickle(Stream from, Action read) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read();
            await Task.Yield();
            return await from.ReadAsync(buffer[..Math.Min(MostBytes, buffer.Length)], cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
