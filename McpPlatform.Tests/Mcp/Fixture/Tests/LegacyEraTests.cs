using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>The legacy half is as strict as a client has to fear.</summary>
public sealed class LegacyEraTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tools/call")]
    [InlineData("server/discover")]
    public async Task A_modern_request_is_refused_without_a_modern_error(string method)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(new ModernMessage(method, new() { ["name"] = "test_simple_text" }));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Code(await WireClient.AnswerAsync(response)).ShouldBe(-32000);
    }

    [Fact]
    public async Task A_request_with_modern_metadata_is_refused_also_in_a_session()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        using var response = await client.SendAsync(new ModernMessage("tools/list").Body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Code(await WireClient.AnswerAsync(response)).ShouldBe(-32000);
    }

    [Theory]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("2026-07-28", "2025-11-25")]
    public async Task A_session_speaks_what_the_client_asks_for_or_else_the_newest(string asked, string agreed)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.PostAsync("initialize", WireClient.InitializeParams(asked));
        (await WireClient.AnswerAsync(response)).GetProperty("result").GetProperty("protocolVersion").GetString().ShouldBe(agreed);
    }

    [Theory]
    [InlineData("Mcp-Session-Id", null, HttpStatusCode.BadRequest)]
    [InlineData("Mcp-Session-Id", "another", HttpStatusCode.NotFound)]
    [InlineData("MCP-Protocol-Version", null, HttpStatusCode.BadRequest)]
    [InlineData("MCP-Protocol-Version", "2025-06-18", HttpStatusCode.BadRequest)]
    [InlineData("Accept", "application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("Origin", "http://example.org", HttpStatusCode.Forbidden)]
    [InlineData("Host", "example.org", HttpStatusCode.Forbidden)]
    public async Task Each_request_carries_the_headers_it_must(string header, string? value, HttpStatusCode expected)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        client.Headers.Remove(header);
        if (value is not null)
        {
            client.Headers[header] = value;
        }

        using var response = await client.PostAsync("ping");
        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_revision_before_the_version_header_works_without_it_and_without_empty_events()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address, "2025-03-26");
        client.Headers.Remove("MCP-Protocol-Version");
        using var response = await client.PostAsync("ping");
        (await WireClient.MessagesAsync(response).CountAsync(Token)).ShouldBe(1);
    }

    [Fact]
    public async Task An_id_is_used_once()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        using var first = await client.SendAsync(WireClient.Message("ping", null, "a"));
        using var second = await client.SendAsync(WireClient.Message("ping", null, "a"));
        (first.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Nothing_but_a_ping_comes_before_the_client_is_initialized()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address, isReady: false);
        using var ping = await client.PostAsync("ping");
        using var list = await client.PostAsync("tools/list");
        (ping.StatusCode, list.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task An_answer_nobody_asked_for_is_refused()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        using var response = await client.SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["result"] = new JsonObject() });
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_tool_asks_on_the_stream_of_its_call_and_goes_on_with_the_answer()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        using var call = await client.CallAsync("test_input_required_result_elicitation");
        JsonElement last = default;
        await foreach (var (_, message) in WireClient.MessagesAsync(call).Where(m => m.Message.ValueKind == JsonValueKind.Object))
        {
            last = message;
            if (message.TryGetProperty("method", out var method))
            {
                method.GetString().ShouldBe("elicitation/create");
                var answer = JsonNode.Parse("""{ "jsonrpc": "2.0", "result": { "action": "accept", "content": { "name": "Alice" } } }""")!;
                answer["id"] = message.GetProperty("id").GetInt32();
                using var taken = await client.SendAsync(answer);
                taken.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            }
        }

        last.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Hello, Alice!");
    }

    [Fact]
    public async Task A_cancelled_request_is_not_answered_and_its_question_is_withdrawn()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        var asking = new JsonObject { ["name"] = "test_input_required_result_sampling" };
        using var call = await client.SendAsync(WireClient.Message("tools/call", asking, 77));
        using var cancelled = await client.SendAsync(WireClient.Message("notifications/cancelled", new() { ["requestId"] = 77 }));
        var said = await WireClient.MessagesAsync(call).Where(m => m.Message.ValueKind == JsonValueKind.Object)
            .Select(m => m.Message.GetProperty("method").GetString()).ToListAsync(Token);
        said.ShouldBe(["sampling/createMessage", "notifications/cancelled"]);
    }

    [Fact]
    public async Task A_missing_resource_has_the_error_code_of_its_time()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Token);
        using var client = await WireClient.InSessionAsync(fixture.Address);
        using var response = await client.PostAsync("resources/read", new() { ["uri"] = "test://nothing" });
        Code(await WireClient.AnswerAsync(response)).ShouldBe(-32002);
    }

    private static int Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();
}
