using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A modern server whose every answer says, in one of its texts, what it is told to.</summary>
internal sealed class SpeakingServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private SpeakingServer(WebApplication app)
    {
        this.app = app;
        app.Run(ServeAsync);
    }

    /// <summary>What it says.</summary>
    public required string Says { get; set; }

    /// <summary>Raw members of <c>_meta</c> in what it says.</summary>
    public string Meta { get; set; } = "";

    /// <summary>How it describes what it offers beside tools.</summary>
    public string Describes { get; set; } = "Honest.";

    /// <summary>How many calls of tools reached it.</summary>
    public int Calls { get; private set; }

    public Uri Address => new(new Uri(app.Urls.First()), "/mcp");

    public static async Task<SpeakingServer> StartAsync(string says, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var server = new SpeakingServer(builder.Build()) { Says = says };
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
        using var message = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var id = message.RootElement.GetProperty("id").GetRawText();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":{{Result(message.RootElement)}} }""");
    }

    private string Result(JsonElement message) => message.GetProperty("method").GetString() switch
    {
        "server/discover" => """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"resources":{},"prompts":{}},"ttlMs":0,"cacheScope":"public"}""",
        "tools/list" => """{"resultType":"complete","ttlMs":0,"cacheScope":"public","tools":[{"name":"text","inputSchema":{"type":"object"},"_meta":{"mcp-platform/unavailable":"Use the other one.","own":1}},{"name":"structure","inputSchema":{"type":"object"}}]}""",
        "resources/list" => """{"resultType":"complete","ttlMs":0,"cacheScope":"public","resources":[{"uri":"notes://today","name":"today"}]}""",
        "resources/templates/list" => $$"""{"resultType":"complete","ttlMs":0,"cacheScope":"public","resourceTemplates":[{"uriTemplate":"notes://{day}","name":"day","description":{{Description}} }]}""",
        "prompts/list" => $$"""{"resultType":"complete","ttlMs":0,"cacheScope":"public","prompts":[{"name":"greet"},{"name":"praise","arguments":[{"name":"whom","description":{{Description}} }]}]}""",
        "tools/call" => Call(message.GetProperty("params").GetProperty("name").GetString()!),
        "resources/read" => $$"""{"resultType":"complete","ttlMs":0,"cacheScope":"public","contents":[{"uri":"notes://today","mimeType":"text/plain","text":{{Said}} }] }""",
        "prompts/get" => $$"""{"resultType":"complete","messages":[{"role":"user","content":{"type":"text","text":{{Said}} } }]}""",
        _ => """{"resultType":"complete"}""",
    };

    private string Call(string tool)
    {
        Calls++;
        return tool == "text"
            ? $$"""{"resultType":"complete","content":[{"type":"text","text":{{Said}} }],"_meta":{ {{Meta}} } }"""
            : $$"""{"resultType":"complete","content":[{"type":"text","text":"fine"}],"structuredContent":{"notes":[{"body":{{Said}} }]} }""";
    }

    private string Description => JsonSerializer.Serialize(Describes);

    private string Said => JsonSerializer.Serialize(Says);
}
