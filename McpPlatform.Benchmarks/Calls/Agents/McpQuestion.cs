using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>Single requests, where it is not their number that counts.</summary>
internal static class McpQuestion
{
    private const string Meta =
        """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}""";

    /// <summary>Asks as a modern agent does.</summary>
    /// <returns>The result, and how long it took in milliseconds.</returns>
    public static async Task<(JsonElement Result, double Milliseconds)> AskAsync(this HttpClient gateway, string method, string? name, string members)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = Json($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{ {{members}} "_meta":{{Meta}} } }""") };
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
        request.Headers.Add("Mcp-Method", method);
        if (name is not null)
        {
            request.Headers.Add("Mcp-Name", name);
        }

        var began = Stopwatch.GetTimestamp();
        using var response = await gateway.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("result", out var result)
            ? (result.Clone(), took)
            : throw new InvalidOperationException($"'{method}' failed: {document.RootElement}");
    }

    /// <summary>Names of all tools, page by page.</summary>
    public static async Task<IReadOnlyList<string>> ToolsAsync(this HttpClient gateway)
    {
        var (tools, cursor) = (new List<string>(), "");
        do
        {
            var (page, _) = await gateway.AskAsync("tools/list", null, cursor);
            tools.AddRange(page.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()!));
            cursor = page.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String ? $"\"cursor\":{next.GetRawText()}," : "";
        }
        while (cursor.Length > 0);
        return tools;
    }

    /// <summary>Begins the session of a legacy agent.</summary>
    /// <returns>The session's id.</returns>
    public static async Task<string> BeginSessionAsync(this HttpClient gateway)
    {
        using var response = await gateway.PostAsync("/mcp", Json(AgentMessages.Initialize));
        var session = response.EnsureSuccessStatusCode().Headers.GetValues("Mcp-Session-Id").Single();
        using var initialized = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = Json(AgentMessages.Initialized) };
        initialized.Headers.Add("Mcp-Session-Id", session);
        (await gateway.SendAsync(initialized)).EnsureSuccessStatusCode().Dispose();
        return session;
    }

    /// <summary>Opens the stream on which a session is told of changes.</summary>
    public static async Task<HttpResponseMessage> OpenStreamAsync(this HttpClient gateway, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        request.Headers.Add("Mcp-Session-Id", session);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        return (await gateway.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
