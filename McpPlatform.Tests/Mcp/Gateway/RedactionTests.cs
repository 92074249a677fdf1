using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Upstreams;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Personal data and secrets in what an agent hears, for agents and servers of both eras, as an installation has it that configured nothing.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RedactionTests(TestPostgres postgres)
{
    private const string Mail = RedactionTools.Mail;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TranslationTests.Pairs), MemberType = typeof(TranslationTests))]
    public async Task An_answer_comes_without_them_and_says_how_many_there_were(string agent, string server)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, server);

        var answer = await leaky.CallAsync(agent, "leak_answer");

        Same(answer.GetProperty("content"), $$$"""
            [{"type":"text","text":"Write to [email], or charge [card]."},
             {"type":"resource","resource":{"uri":"mail:{{{Mail}}}","mimeType":"text/plain","text":"From: [email]"}},
             {"type":"resource_link","uri":"mail:{{{Mail}}}","name":"{{{Mail}}}","description":"The mails of [email]"},
             {"type":"image","data":"QWxhZGRpbjpvcGVuIHNlc2FtZTQxMTEg","mimeType":"image/png"}]
            """);
        Same(answer.GetProperty("structuredContent"), """{"to":"[email]","card":0}""");
        Same(answer.GetProperty("_meta").GetProperty("mcp-platform/redacted"), """{"card":2,"email":4}""");
        answer.GetProperty("_meta").GetProperty("example/owner").GetString().ShouldBe(Mail);
        (await leaky.RecordAsync("leak_answer")).Redactions.ShouldBe(6);
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task An_answer_without_them_is_the_answer_of_the_server(string agent)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both));

        var answer = await leaky.CallAsync(agent, "leak_nothing");

        answer.GetRawText().ShouldNotContain("mcp-platform/redacted");
        answer.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("Nothing to see here.");
        (await leaky.RecordAsync("leak_nothing")).Redactions.ShouldBe(0);
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task Prompts_and_resources_come_without_them_under_their_own_addresses(string agent)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both));
        var uri = $"test://template/{Mail}/data";

        var prompt = (await leaky.SendAsync(agent, "prompts/get", """{"name":"leak_prompt"}""", "leak_prompt"))[^1].GetProperty("result");
        var resource = (await leaky.SendAsync(agent, "resources/read", $$"""{"uri":"{{uri}}"}""", uri))[^1].GetProperty("result");

        Same(prompt.GetProperty("messages"), """[{"role":"user","content":{"type":"text","text":"Charge [card] of [email]."}}]""");
        var content = resource.GetProperty("contents")[0];
        content.GetProperty("uri").GetString().ShouldBe(uri);
        content.GetProperty("text").GetString().ShouldBe("""{"id":"[email]","templateTest":true,"data":"Data for ID: [email]"}""");
        Same(resource.GetProperty("_meta").GetProperty("mcp-platform/redacted"), """{"email":2}""");
    }

    [Theory]
    [MemberData(nameof(TranslationTests.Pairs), MemberType = typeof(TranslationTests))]
    public async Task Errors_come_without_them(string agent, string server)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, server);

        var error = (await leaky.SendAsync(agent, "tools/call", """{"name":"leak_error","arguments":{}}""", "leak_error"))[^1].GetProperty("error");

        (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()).ShouldBe((-32050, "No card for [email]"));
        Same(error.GetProperty("data"), $$"""{"uri":"mail:{{Mail}}","who":"[email]"}""");
        (await leaky.RecordAsync("leak_error")).Redactions.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TranslationTests.Pairs), MemberType = typeof(TranslationTests))]
    public async Task Log_messages_and_progress_come_without_them(string agent, string server)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, server);
        var meta = agent == Revisions.LatestLegacy ? ""","_meta":{"progressToken":"p"}""" : "";

        var heard = await leaky.SendAsync(agent, "tools/call", $$"""{"name":"leak_early","arguments":{}{{meta}} }""", "leak_early");

        // The requests of the modern wire agent ask for neither.
        if (agent == Revisions.LatestLegacy)
        {
            heard.Single(m => MethodOf(m) == "notifications/message").GetProperty("params").GetProperty("data").GetString().ShouldBe("asked for [email]");
            heard.Single(m => MethodOf(m) == "notifications/progress").GetProperty("params").GetProperty("message").GetString().ShouldBe("reading [email]");
            (await leaky.RecordAsync("leak_early")).Redactions.ShouldBe(2);
        }

        heard[^1].GetProperty("result").GetRawText().ShouldContain("Done.");
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_question_to_a_modern_agent_comes_without_them_and_with_the_state_it_has_to_bring_back(string server)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, server);

        var asked = await leaky.CallAsync(Revisions.Modern, "leak_question");

        asked.GetProperty("resultType").GetString().ShouldBe("input_required");
        asked.GetProperty("inputRequests").EnumerateObject().Single().Value.GetProperty("params").GetProperty("message").GetString().ShouldBe("Write to [email], card [card]?");
        asked.GetProperty("requestState").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_question_to_a_legacy_agent_comes_without_them(string server)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, server);
        await using var agent = await Agent.ConnectAsync(leaky.Address, Revisions.LatestLegacy);

        (await agent.CallAsync("leak_question")).ShouldBe("Asked.");

        agent.Heard.ShouldContain("Write to [email], card [card]?");
        (await leaky.RecordAsync("leak_question")).Redactions.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_server_says_outside_of_any_call_comes_without_them()
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Legacy));
        using var agent = await WireAgent.BeginAsync(leaky.Address);

        leaky.Gateway.Get<UpstreamDirectory>().Unrequested!(
            agent.Session!, new Told("notifications/message", JsonSerializer.SerializeToUtf8Bytes(new { level = "error", data = $"mail of {Mail}" })));

        using var stream = await agent.GetAsync();
        await foreach (var (_, data) in WireAgent.EventsAsync(stream, Cancel))
        {
            if (data.Contains("notifications/message", StringComparison.Ordinal))
            {
                JsonDocument.Parse(data).RootElement.GetProperty("params").GetProperty("data").GetString().ShouldBe("mail of [email]");
                return;
            }
        }

        Assert.Fail("The stream ended before the message came.");
    }

    private static string? MethodOf(JsonElement message) => message.TryGetProperty("method", out var method) ? method.GetString() : null;

    private static void Same(JsonElement value, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(value.GetRawText()), JsonNode.Parse(expected)).ShouldBeTrue(value.GetRawText());
}
