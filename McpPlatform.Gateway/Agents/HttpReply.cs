using System.Globalization;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>Answers as one JSON message.</summary>
internal static class HttpReply
{
    private const int ErrorBytes = 256;

    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> message)
    {
        Begin(context, status);
        context.Response.ContentLength = message.Length;
        await context.Response.BodyWriter.WriteAsync(message, context.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> id, Reply reply)
    {
        Begin(context, reply.Error?.Status ?? StatusCodes.Status200OK, reply.Error?.RetryAfter);
        context.Response.ContentLength = reply.Error is null ? MessageWriter.LengthOf(id, reply.Result) : null;
        Write(context.Response.BodyWriter, id, reply);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static void Write(System.Buffers.IBufferWriter<byte> output, ReadOnlyMemory<byte> id, Reply reply)
    {
        if (reply.Error is { } error)
        {
            MessageWriter.WriteError(output, id, error);
        }
        else
        {
            MessageWriter.WriteResult(output, id, reply.Result);
        }
    }

    /// <summary>The answer as memory of its own, for those who keep it.</summary>
    public static ReadOnlyMemory<byte> ToMessage(ReadOnlyMemory<byte> id, Reply reply)
    {
        // Of the right size from the start: a buffer that grows copies a large result several times.
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(reply.Error is null ? MessageWriter.LengthOf(id, reply.Result) : ErrorBytes);
        Write(buffer, id, reply);
        return buffer.WrittenMemory;
    }

    /// <summary>Refuses a message before it has become a call.</summary>
    public static Task RefuseAsync(HttpContext context, int status, McpError error, ReadOnlyMemory<byte> id = default) =>
        WriteAsync(context, status, ToMessage(id, Reply.Of(error)));

    public static Task RefuseAsync(HttpContext context, int status, string message) =>
        RefuseAsync(context, status, new McpError(ErrorCodes.InvalidRequest, message));

    private static void Begin(HttpContext context, int status, TimeSpan? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = LimitReached.Seconds(retryAfter ?? TimeSpan.Zero).ToString(CultureInfo.InvariantCulture);
        }
    }
}
