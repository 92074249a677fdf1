using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>A registry that speaks the API of the MCP Registry, revision 2025-12-01, over real HTTP; a cursor is the number of servers before.</summary>
internal sealed class RegistryDouble : IAsyncDisposable
{
    private readonly WebApplication app;

    private RegistryDouble(WebApplication app) => this.app = app;

    public List<string> Entries { get; } = [];

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Answers in place of the list, where set.</summary>
    public Func<HttpContext, Task>? Override { get; set; }

    public string Address => app.Urls.First();

    public static async Task<RegistryDouble> StartAsync(params string[] entries)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var app = builder.Build();
        var registry = new RegistryDouble(app);
        registry.Entries.AddRange(entries);
        app.Run(registry.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return registry;
    }

    public static string Entry(string server, string? meta = null) => $$"""
        {"server": {{server}}, "_meta": {"io.modelcontextprotocol.registry/official": {{meta ?? """{"status": "active", "isLatest": true}"""}}, "com.example/later": [1]}, "later": {"a": 1} }
        """;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
        return Override is not null ? Override(context)
            : context.Request.Path == "/base/v0.1/servers" ? context.Response.WriteAsync(Page(context.Request.Query))
            : Missing(context);
    }

    private string Page(IQueryCollection query)
    {
        var limit = int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture);
        var before = int.TryParse(query["cursor"], CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
        var search = query["search"].ToString();
        var matching = Entries.Where(e => search.Length == 0 || NameOf(e)?.Contains(search, StringComparison.OrdinalIgnoreCase) == true).ToList();
        var next = matching.Count > before + limit ? $"\"{before + limit}\"" : "null";
        return $$"""{"servers": [{{string.Join(',', matching.Skip(before).Take(limit))}}], "metadata": {"count": 1, "nextCursor": {{next}}, "later": true}, "later": 1}""";
    }

    private static string? NameOf(string entry) => JsonNode.Parse(entry)?["server"]?["name"]?.ToString();

    private static Task Missing(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
