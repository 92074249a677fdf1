using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>The modern half insists on everything the specification does.</summary>
public sealed class ModernEraTests
{
    private const string Prefix = "io.modelcontextprotocol/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task There_are_no_streams_and_sessions(string method)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(new HttpMethod(method));
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task Who_wants_to_initialize_is_told_what_is_spoken_here()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.PostAsync("initialize", WireClient.InitializeParams("2025-11-25"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await WireClient.AnswerAsync(response)).GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldContain(Revisions.Modern);
        error.GetProperty("data").GetProperty("supported")[0].GetString().ShouldBe(Revisions.Modern);
    }

    [Fact]
    public async Task Clients_have_no_notifications()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(WireClient.Message("notifications/cancelled", new() { ["requestId"] = 1 }));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    public static TheoryData<string, int> Mistakes => new()
    {
        { "no revision in the header", -32020 },
        { "another revision in the header", -32020 },
        { "no revision", -32602 },
        { "no capabilities", -32602 },
        { "a nameless client", -32602 },
        { "an unknown log level", -32602 },
        { "a fraction as progress token", -32602 },
        { "an unknown revision", -32022 },
        { "another method in the header", -32020 },
        { "an encoded method in the header", -32020 },
        { "no name in the header", -32020 },
        { "another name in the header", -32020 },
        { "broken base64", -32020 },
        { "a parameter nobody gave", -32020 },
        { "no parameter in the header", -32020 },
        { "another parameter in the header", -32020 },
        { "another nested parameter in the header", -32020 },
        { "responses that are none", -32602 },
        { "a state of somebody else", -32602 },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused(string mistake, int code)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(Mirroring().Bent(request => Make(mistake, request)));
        (await WireClient.AnswerAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Fact]
    public async Task Headers_may_be_encoded_and_numbers_written_otherwise()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Token);
        using var client = new WireClient(fixture.Address);
        using var response = await client.SendAsync(Mirroring().Bent(request =>
        {
            request.Headers["Mcp-Name"] = "=?base64?dGVzdF9oZWFkZXJfcGFyYW1ldGVycw==?=";
            request.Headers["mcp-param-LIMIT"] = "42.0";
            request.Headers["Mcp-Param-Nobody-Knows"] = "this";
        }));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Token));
    }

    private static ModernMessage Mirroring() => ModernMessage.Call(
            "test_header_parameters", JsonNode.Parse("""{ "region": "süd", "limit": 42, "dry": true, "owner": { "tenant": "a" } }""")!.AsObject())
        .Bent(request =>
        {
            request.Headers["Mcp-Param-Region"] = "=?base64?c8O8ZA==?=";
            request.Headers["Mcp-Param-Limit"] = "42";
            request.Headers["Mcp-Param-Dry"] = "true";
            request.Headers["Mcp-Param-Tenant"] = "a";
        });

    private static void Make(string mistake, ModernMessage request)
    {
        _ = mistake switch
        {
            "no revision in the header" => request.Headers.Remove("MCP-Protocol-Version"),
            "another revision in the header" => Set(request, "MCP-Protocol-Version", "2025-11-25"),
            "no revision" => request.Meta.Remove($"{Prefix}protocolVersion"),
            "no capabilities" => request.Meta.Remove($"{Prefix}clientCapabilities"),
            "a nameless client" => Set(request.Meta, $"{Prefix}clientInfo", new JsonObject { ["version"] = "1" }),
            "an unknown log level" => Set(request.Meta, $"{Prefix}logLevel", "loud"),
            "a fraction as progress token" => Set(request.Meta, "progressToken", 1.5),
            "an unknown revision" => Set(request, "MCP-Protocol-Version", "2030-01-01") && Set(request.Meta, $"{Prefix}protocolVersion", "2030-01-01"),
            "another method in the header" => Set(request, "Mcp-Method", "tools/list"),
            "an encoded method in the header" => Set(request, "Mcp-Method", "=?base64?dG9vbHMvY2FsbA==?="),
            "no name in the header" => request.Headers.Remove("Mcp-Name"),
            "another name in the header" => Set(request, "Mcp-Name", "test_wait"),
            "broken base64" => Set(request, "Mcp-Param-Region", "=?base64?c8O8ZA?="),
            "a parameter nobody gave" => request.Params["arguments"]!.AsObject().Remove("dry"),
            "no parameter in the header" => request.Headers.Remove("Mcp-Param-Limit"),
            "another parameter in the header" => Set(request, "Mcp-Param-Dry", "false"),
            "another nested parameter in the header" => Set(request, "Mcp-Param-Tenant", "b"),
            "responses that are none" => Set(request.Params, "inputResponses", new JsonObject { ["name"] = 1 }),
            "a state of somebody else" => Set(request.Params, "requestState", "e30.e30"),
            _ => throw new ArgumentOutOfRangeException(nameof(mistake), mistake, null),
        };
    }

    private static bool Set(ModernMessage request, string header, string value) => (request.Headers[header] = value).Length > 0;

    private static bool Set(JsonObject at, string name, JsonNode value) => (at[name] = value) is not null;
}
