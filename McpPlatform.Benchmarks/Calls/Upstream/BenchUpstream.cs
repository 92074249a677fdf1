using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Benchmarks.Calls.Upstream;

/// <summary>An MCP server that costs as little as possible: its results stand ready, and of a request it reads the method and the id.</summary>
internal static class BenchUpstream
{
    public static async Task RunAsync(Uri listen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen.ToString());
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        await Console.In.ReadToEndAsync();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.StatusCode = HttpMethods.IsDelete(request.Method) ? StatusCodes.Status200OK : StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var body = await ReadAsync(context);
        var (method, id) = BenchRequest.Parse(body);
        if (id.IsEmpty)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else if (method == "subscriptions/listen")
        {
            await HoldAsync(context, id);
        }
        else
        {
            var isModern = request.Path.StartsWithSegments("/modern", out var server);
            if (method == "initialize" && !isModern)
            {
                context.Response.Headers["Mcp-Session-Id"] = Guid.CreateVersion7().ToString("N");
            }

            await WriteAsync(context, id, BenchAnswers.For(method, isModern, body, server.HasValue ? int.Parse(server.Value.AsSpan(1), CultureInfo.InvariantCulture) : null));
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var body = new byte[context.Request.ContentLength!.Value];
        await context.Request.Body.ReadExactlyAsync(body);
        return body;
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> answer)
    {
        var begin = """{"jsonrpc":"2.0","id":"""u8;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = begin.Length + id.Length + answer.Length;
        var output = context.Response.BodyWriter;
        output.Write(begin);
        output.Write(id.Span);
        output.Write(answer.Span);
        await output.FlushAsync();
    }

    private static async Task HoldAsync(HttpContext context, ReadOnlyMemory<byte> id)
    {
        var subscription = Encoding.UTF8.GetString(id.Span);
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(
            "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":"
            + $"{{\"io.modelcontextprotocol/subscriptionId\":{subscription}}},\"notifications\":{{\"toolsListChanged\":true}}}}}}\n\n");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
