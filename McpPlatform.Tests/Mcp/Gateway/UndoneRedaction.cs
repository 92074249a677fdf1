using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;
using McpPlatform.Guard.Redaction;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>
/// Stands between the gateway and its agents and turns every token of an answer back into what it stands for, and takes the counts out: what is left is
/// the answer as it would have been, if redaction changes nothing but what it says. Answers go on in pieces of a few bytes.
/// </summary>
internal sealed partial class UndoneRedaction : IStartupFilter
{
    private const int PieceBytes = 7;
    private int undone;

    /// <summary>How many tokens were turned back.</summary>
    public int Undone => Volatile.Read(ref undone);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            var former = context.Features.Get<IHttpResponseBodyFeature>()!;
            using var tokens = new Tokenisation(context.RequestServices.GetRequiredService<IRedaction>().RulesOf("default").Key.Span);
            var body = new Lines(former.Stream, text => Undo(text, tokens));
            context.Response.OnStarting(() =>
            {
                context.Response.ContentLength = null;
                return Task.CompletedTask;
            });
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body, former));
            await following(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            await body.EndAsync(context.RequestAborted);
            context.Features.Set(former);
        });
        next(app);
    };

    private string Undo(string text, Tokenisation tokens) => Counts().Replace(
        Token().Replace(text, token =>
        {
            Interlocked.Increment(ref undone);
            return tokens.TryRestore(token.Value, out var data) ? data : throw new InvalidOperationException($"'{token.Value}' is no token of the gateway.");
        }),
        "");

    [GeneratedRegex(@"\[[a-z]+:tok_[A-Za-z0-9_-]+\]")]
    private static partial Regex Token();

    // In an object with other members it goes with its comma, and alone with the object.
    [GeneratedRegex(@",""mcp-platform/redacted"":\{[^}]*\}|,""_meta"":\{""mcp-platform/redacted"":\{[^}]*\}\}|""mcp-platform/redacted"":\{[^}]*\},?")]
    private static partial Regex Counts();

    /// <summary>Passes lines on when they are whole: a token lies in one line, and a message does.</summary>
    private sealed class Lines(Stream to, Func<string, string> change) : Stream
    {
        private readonly MemoryStream held = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => throw new NotSupportedException();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            var bytes = held.ToArray();
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            held.SetLength(0);
            held.Write(bytes.AsSpan(whole));
            await SendAsync(bytes.AsMemory(0, whole), cancellationToken);
        }

        /// <summary>Passes on what is left.</summary>
        public async Task EndAsync(CancellationToken cancellationToken)
        {
            await SendAsync(held.ToArray(), cancellationToken);
            held.SetLength(0);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            held.Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => held.Write(buffer, offset, count);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async Task SendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
        {
            var changed = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(lines.Span)));
            foreach (var piece in changed.Chunk(PieceBytes))
            {
                await to.WriteAsync(piece, cancellationToken);
            }

            await to.FlushAsync(cancellationToken);
        }
    }
}
