using System.Globalization;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>Answers as one JSON message.</summary>
internal static class HttpReply
{
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> id, Reply reply) =>
        WriteAsync(context, reply.Error?.Status ?? StatusCodes.Status200OK, new Answer(id, reply), reply.Error?.RetryAfter);

    public static async Task WriteAsync(HttpContext context, int status, Answer answer, TimeSpan? retryAfter = null)
    {
        Begin(context, status, retryAfter);
        context.Response.ContentLength = answer.Length;
        answer.Write(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Refuses a message before it has become a call.</summary>
    public static Task RefuseAsync(HttpContext context, int status, McpError error, ReadOnlyMemory<byte> id = default) =>
        WriteAsync(context, status, new Answer(id, Reply.Of(error)));

    public static Task RefuseAsync(HttpContext context, int status, string message) =>
        RefuseAsync(context, status, new McpError(ErrorCodes.InvalidRequest, message));

    private static void Begin(HttpContext context, int status, TimeSpan? retryAfter)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = LimitReached.Seconds(retryAfter ?? TimeSpan.Zero).ToString(CultureInfo.InvariantCulture);
        }
    }
}
