using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace McpPlatform.Gateway.Agents;

/// <summary>Writes messages as server-sent events into an HTTP response.</summary>
internal sealed class SseWriter(HttpResponse response)
{
    private readonly PipeWriter output = response.BodyWriter;

    /// <summary>Sets the headers of a stream.</summary>
    public void Begin()
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>An event without data, which only gives its id: whoever loses the connection now can come back.</summary>
    public void Prime(string id) => output.Write(Encoding.ASCII.GetBytes($"id: {id}\ndata: \n\n"));

    /// <summary>An event of a name other than the usual one.</summary>
    public void WriteEvent(string name, string data) => output.Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: {data}\n\n"));

    public void Write(ReadOnlyMemory<byte> message, string? id = null)
    {
        output.Write("event: message\n"u8);
        if (id is not null)
        {
            output.Write(Encoding.ASCII.GetBytes($"id: {id}\n"));
        }

        WriteData(message.Span);
        output.Write("\n"u8);
    }

    /// <summary>A comment, which keeps a quiet connection open.</summary>
    public void Comment() => output.Write(":\n\n"u8);

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await output.FlushAsync(cancellationToken);

    // A line break in a message ends its line, and the rest goes on in a line of its own.
    private void WriteData(ReadOnlySpan<byte> message)
    {
        while (true)
        {
            var end = message.IndexOfAny((byte)'\n', (byte)'\r');
            output.Write("data: "u8);
            output.Write(end < 0 ? message : message[..end]);
            output.Write("\n"u8);
            if (end < 0)
            {
                return;
            }

            message = message[(end + 1)..];
        }
    }
}
