using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using McpPlatform.Tests.Mcp.Transports;
using ModelContextProtocol.Client;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>Software of others on both sides of the gateway: the reference server behind it, official clients of three kinds before it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PeersTests(EverythingBehindGateway everything) : IClassFixture<EverythingBehindGateway>
{
    // What only one of the eras has: docs/protocol-eras.md, "What crosses, and how".
    private static readonly string[] OfOneEra = ["_meta", "ttlMs", "cacheScope", "execution", "elicitationId"];

    [Fact]
    public async Task The_legacy_TypeScript_client_sees_through_the_gateway_what_it_sees_of_the_server_itself()
    {
        var through = await ThroughAsync(Journey.Legacy);
        CheckValues(through);
        through.First("update")["params"]!["uri"]!.ToString().ShouldStartWith("demo://resource/static/");
        through.WithoutPrefix(EverythingBehindGateway.Prefix).WithoutSessions().Lines.ShouldBe(everything.Direct.WithoutSessions().Lines);
    }

    [Fact]
    public async Task The_modern_TypeScript_client_sees_through_the_gateway_what_the_legacy_one_sees_of_the_server()
    {
        var through = await ThroughAsync(Journey.Modern);
        CheckValues(through);
        var expected = everything.Direct.Until("subscription").Without(OfOneEra);
        through.Until("visits").WithoutPrefix(EverythingBehindGateway.Prefix).Without(OfOneEra).Lines.ShouldBe(expected.Lines);
    }

    [Fact]
    public async Task A_visit_that_a_legacy_server_insists_on_by_an_error_is_a_question_to_a_modern_client()
    {
        var through = await ThroughAsync(Journey.Modern);
        var asked = through.Seen("question").Select(question => question["params"]!["url"]?.ToString()).TakeLast(2);
        asked.ShouldBe(["https://modelcontextprotocol.io", "https://example.com/visit"]);
        through.Seen("trigger-url-elicitation").Last()["content"]![0]!["text"]!.ToString().ShouldContain("User completed the URL elicitation flow");
    }

    [Theory]
    [InlineData(Journey.Legacy, MessageAgent.Sse, "sse")]
    [InlineData(Journey.Legacy, MessageAgent.WebSocket, "mcp")]
    [InlineData(Journey.Legacy, MessageAgent.Stdio, "mcp")]
    [InlineData(Journey.Modern, MessageAgent.Stdio, "mcp")]
    public async Task Whatever_the_transport_a_TypeScript_client_sees_what_it_sees_over_Streamable_HTTP(string script, string over, string path)
    {
        var expected = await ThroughAsync(script);
        var address = new UriBuilder(everything.Through) { Path = path, Scheme = over == MessageAgent.WebSocket ? "ws" : "http" }.Uri;
        var seen = await Journey.OfAsync(script, address, TestContext.Current.CancellationToken, EverythingBehindGateway.Prefix, everything.Key, over);

        // This client looks at an answer before a notification that came in the same moment, so its user may miss the last step.
        seen.First("progress").AsArray().Select(step => (int)step!["progress"]!).Take(2).ShouldBe([1, 2]);
        seen.WithoutSeen("progress").WithoutSessions().Lines.ShouldBe(expected.WithoutSeen("progress").WithoutSessions().Lines);
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy, MessageAgent.Sse)]
    [InlineData(Revisions.LatestLegacy, MessageAgent.Stdio)]
    [InlineData(Revisions.Modern, MessageAgent.Stdio)]
    public async Task The_CSharp_client_finds_the_same_over_other_transports(string revision, string over)
    {
        await using var usual = await Agent.ConnectAsync(everything.Through, revision, everything.Key);
        await using var agent = await Agent.ConnectOverAsync(Transport(over), revision);
        var tools = await agent.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);
        tools.Select(t => t.Name).ShouldBe((await usual.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(t => t.Name));
        (await agent.CallAsync("everything__echo", new() { ["message"] = "hi" })).ShouldBe("Echo: hi");
        (await agent.CallAsync("everything__trigger-elicitation-request")).ShouldContain("Name: Ada");
        agent.Heard.ShouldContain("elicitation/create");
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task The_CSharp_client_is_echoed_and_fills_in_a_form(string revision)
    {
        await using var agent = await Agent.ConnectAsync(everything.Through, revision, everything.Key);
        (await agent.CallAsync("everything__echo", new() { ["message"] = "hi" })).ShouldBe("Echo: hi");
        (await agent.CallAsync("everything__trigger-elicitation-request")).ShouldContain("Name: Ada");
        agent.Heard.ShouldContain("elicitation/create");
    }

    private IClientTransport Transport(string over) => over == MessageAgent.Sse
        ? new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(everything.Through, "sse"),
            TransportMode = HttpTransportMode.Sse,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {everything.Key}" },
        })
        : new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [StdioAgent.Mcpp, "mcp", "--url", everything.Through.AbsoluteUri],
            EnvironmentVariables = new Dictionary<string, string?> { ["MCPP_KEY"] = everything.Key },
        });

    private Task<Journey> ThroughAsync(string script) => Journey.OfAsync(
        script, everything.Through, TestContext.Current.CancellationToken, EverythingBehindGateway.Prefix, everything.Key);

    private static void CheckValues(Journey through)
    {
        var tools = through.Seen("tool").Select(tool => tool["name"]!.ToString()).ToList();
        tools.ShouldContain("everything__trigger-sampling-request");
        tools.ShouldContain("everything__trigger-elicitation-request");
        through.First("progress").AsArray().Select(step => (int)step!["progress"]!).ShouldBe([1, 2, 3]);
        Text("echo").ShouldBe("Echo: hi");
        Text("get-sum").ShouldBe("The sum of 1 and 2 is 3.");
        Text("trigger-sampling-request").ShouldContain("Paris");
        Text("get-roots-list").ShouldContain("file:///work");
        ((int)through.First("get-structured-content")["structuredContent"]!["temperature"]!).ShouldBe(33);
        through.First("get-tiny-image")["content"]![1]!["type"]!.ToString().ShouldBe("image");
        through.First("completion")["completion"]!["values"]![0]!.ToString().ShouldBe("Engineering");

        string Text(string tool) => through.First(tool)["content"]![0]!["text"]!.ToString();
    }
}
