using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>An agent that writes its own HTTP, for what client libraries do not let a test do.</summary>
internal sealed class WireAgent(Uri address, string? revision = null, string? key = null) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string? Session { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Shakes hands in the legacy era.</summary>
    public static async Task<WireAgent> BeginAsync(Uri address, string revision = "2025-11-25", string? key = null)
    {
        var agent = new WireAgent(address, key: key);
        using var begun = await agent.PostAsync(
            $$$$"""{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"{{{{revision}}}}","capabilities":{},"clientInfo":{"name":"wire","version":"1"}}}""");
        agent.Session = begun.Headers.GetValues("Mcp-Session-Id").Single();
        return agent;
    }

    /// <summary>The same agent with the same session at another address; the caller disposes of it.</summary>
    public WireAgent At(Uri other) => new(other, revision, key) { Session = Session };

    public Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public Task<HttpResponseMessage> DeleteAsync() => SendAsync(HttpMethod.Delete, null, []);

    public Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, null, headers);

    /// <summary>A modern request, with the headers that go with it.</summary>
    public Task<HttpResponseMessage> CallAsync(string method, string parameters, params (string Name, string Value)[] headers) => PostAsync(
        $$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{Modern(parameters)}}} }""", [("Mcp-Method", method), .. headers]);

    /// <summary>Events of a response, as they come.</summary>
    public static async IAsyncEnumerable<(string Id, string Data)> EventsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            yield return (item.EventId ?? "", item.Data);
        }
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).RootElement;

    public void Dispose() => http.Dispose();

    private static string Modern(string parameters) => parameters.TrimEnd()[..^1] + (parameters.Trim() == "{}" ? "" : ",") +
        """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}} }}}
        """;

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, HttpContent? content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        if (Session is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", Session);
        }

        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", revision);
        }

        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}
