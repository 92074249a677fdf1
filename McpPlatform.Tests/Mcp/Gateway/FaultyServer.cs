using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A modern server each of whose tools fails in its own way, named after it.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    public static readonly string[] Faults =
        ["hang", "drip", "reset", "half", "wrong_id", "huge", "endless_event", "html", "empty", "nonsense", "deep", "asks_in_the_modern_era", "status_500"];

    private static readonly byte[] Megabyte = Encoding.ASCII.GetBytes(new string('x', 1_048_576));
    private readonly WebApplication app;

    private FaultyServer(WebApplication app)
    {
        this.app = app;
        app.Run(ServeAsync);
    }

    /// <summary>Whether it answers nothing any more.</summary>
    public bool HangsAltogether { get; set; }

    public Uri Address => new(new Uri(app.Urls.First()), "/mcp");

    public static async Task<FaultyServer> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var server = new FaultyServer(builder.Build());
        await server.app.StartAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(true));
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (HangsAltogether)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        using var message = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var id = message.RootElement.GetProperty("id").GetRawText();
        var answer = message.RootElement.GetProperty("method").GetString() switch
        {
            "server/discover" => """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"public"}""",
            "tools/list" => $$"""{"resultType":"complete","ttlMs":0,"cacheScope":"public","tools":[{{string.Join(',', Faults.Append("flood").Append("fine").Select(Tool))}}]}""",
            "tools/call" => null,
            _ => "",
        };
        if (answer is null)
        {
            await FailAsync(context, id, message.RootElement.GetProperty("params").GetProperty("name").GetString()!);
        }
        else
        {
            await JsonAsync(context, answer.Length == 0 ? Error(id) : Result(id, answer));
        }
    }

    private static Task FailAsync(HttpContext context, string id, string fault) => fault switch
    {
        "hang" => Task.Delay(Timeout.Infinite, context.RequestAborted),
        "drip" => DripAsync(context),
        "reset" => ResetAsync(context),
        "half" => JsonAsync(context, Result(id, Text("x"))[..20]),
        "wrong_id" => JsonAsync(context, Result("987654", Text("x"))),
        "huge" => HugeAsync(context, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\""),
        "endless_event" => HugeAsync(context, "text/event-stream", "data: "),
        "html" => WriteAsync(context, "text/html", "<h1>hello</h1>"),
        "empty" => JsonAsync(context, ""),
        "nonsense" => JsonAsync(context, "{nonsense"),
        "deep" => JsonAsync(context, Result(id, new string('[', 1_000) + new string(']', 1_000))),
        "asks_in_the_modern_era" => JsonAsync(context, """{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{}}"""),
        "status_500" => StatusAsync(context),
        "flood" => FloodAsync(context, id),
        _ => JsonAsync(context, Result(id, Text("fine"))),
    };

    private static async Task DripAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync("d", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task ResetAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"jsonrpc\":", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static async Task HugeAsync(HttpContext context, string type, string beginning)
    {
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = type;
        await context.Response.WriteAsync(beginning, context.RequestAborted);
        for (var sent = 0; sent < 1_024 && !context.RequestAborted.IsCancellationRequested; sent++)
        {
            await context.Response.Body.WriteAsync(Megabyte, context.RequestAborted);
        }
    }

    private static async Task FloodAsync(HttpContext context, string id)
    {
        context.Response.ContentType = "text/event-stream";
        for (var sent = 0; sent < 100_000; sent++)
        {
            await context.Response.WriteAsync("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n", context.RequestAborted);
        }

        await context.Response.WriteAsync($"data: {Result(id, Text("flooded"))}\n\n", context.RequestAborted);
    }

    private static Task StatusAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsync("at Secret.Stack.Trace()", context.RequestAborted);
    }

    private static Task JsonAsync(HttpContext context, string json) => WriteAsync(context, "application/json", json);

    private static Task WriteAsync(HttpContext context, string type, string body)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static string Tool(string name) => $$"""{"inputSchema":{"type":"object"},"name":"{{name}}"}""";

    private static string Text(string text) => $$"""{"resultType":"complete","content":[{"type":"text","text":"{{text}}"}]}""";

    private static string Result(string id, string result) => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{result}}} }""";

    private static string Error(string id) => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32601,"message":"no"} }""";
}
