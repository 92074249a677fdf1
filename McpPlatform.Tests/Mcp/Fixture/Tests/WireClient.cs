using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>Says anything to an MCP server, right or wrong.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Uri address;
    private int lastId;

    public WireClient(Uri address)
    {
        this.address = address;
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        http.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
    }

    /// <summary>Headers of each request, which a test may change.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A client in a session of its own.</summary>
    public static async Task<WireClient> InSessionAsync(Uri address, string revision = Revisions.LatestLegacy, bool isReady = true)
    {
        var client = new WireClient(address);
        using var answer = await client.PostAsync("initialize", InitializeParams(revision));
        client.Headers["Mcp-Session-Id"] = answer.Headers.GetValues("Mcp-Session-Id").Single();
        client.Headers["MCP-Protocol-Version"] = revision;
        if (isReady)
        {
            using var accepted = await client.SendAsync(Message("notifications/initialized", null));
        }

        return client;
    }

    public static JsonObject InitializeParams(string revision) => new()
    {
        ["protocolVersion"] = revision,
        ["capabilities"] = new JsonObject { ["elicitation"] = new JsonObject(), ["sampling"] = new JsonObject() },
        ["clientInfo"] = new JsonObject { ["name"] = "wire", ["version"] = "1" },
    };

    public static JsonObject Message(string method, JsonObject? parameters, JsonNode? id = null)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        if (id is not null)
        {
            message["id"] = id;
        }

        return message;
    }

    public Task<HttpResponseMessage> PostAsync(string method, JsonObject? parameters = null) =>
        SendAsync(Message(method, parameters, ++lastId));

    public Task<HttpResponseMessage> CallAsync(string tool) => PostAsync("tools/call", new JsonObject { ["name"] = tool });

    public Task<HttpResponseMessage> SendAsync(ModernMessage message) => SendUntilAsync(message, Token);

    /// <summary>Goes away when cancelled.</summary>
    public Task<HttpResponseMessage> SendUntilAsync(ModernMessage message, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, message.Body, message.Headers, cancellationToken);

    public Task<HttpResponseMessage> SendAsync(JsonNode body) => SendAsync(HttpMethod.Post, body);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, JsonNode? body = null) => SendAsync(method, body, Headers, Token);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, JsonNode? body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The messages of a stream, as they come.</summary>
    public static async IAsyncEnumerable<(string Id, JsonElement Message)> MessagesAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        var parser = SseParser.Create(body);
        await foreach (var item in parser.EnumerateAsync(Token))
        {
            yield return (parser.LastEventId, item.Data.Length == 0 ? default : JsonElement.Parse(item.Data));
        }
    }

    /// <summary>The answer, whether it comes as it is or at the end of a stream.</summary>
    public static async Task<JsonElement> AnswerAsync(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? (await MessagesAsync(response).LastAsync(Token)).Message
            : JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));

    public void Dispose() => http.Dispose();
}
