using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What happens to sensitive data as the installation and its policies have it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RedactionPolicyTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_has_the_fate_that_is_configured()
    {
        await using var leaky = await LeakyServer.StartAsync(
            postgres, nameof(FixtureEras.Both), ("Detection:Actions:email", "Allow"), ("Detection:Actions:card", "Hash"));

        var answer = await leaky.CallAsync(Revisions.Modern, "leak_answer");

        TextOf(answer).ShouldMatch(@"^Write to anna@nordwind\.example, or charge \[card:[a-p]{16}\]\.$");
        answer.GetProperty("_meta").GetProperty("mcp-platform/redacted").GetRawText().ShouldBe("""{"card":2}""");
        (await leaky.RecordAsync("leak_answer")).Redactions.ShouldBe(2);
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task An_answer_that_holds_what_is_blocked_is_not_given_and_says_which_kind_it_was(string agent)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both), ("Detection:Actions:card", "Block"));

        var answer = await leaky.CallAsync(agent, "leak_answer");
        var prompt = (await leaky.SendAsync(agent, "prompts/get", """{"name":"leak_prompt"}""", "leak_prompt"))[^1].GetProperty("error");

        answer.GetProperty("isError").GetBoolean().ShouldBeTrue();
        TextOf(answer).ShouldBe("The answer holds data of the kind 'card', which may not be given out. It is not shown.");
        (prompt.GetProperty("code").GetInt32(), prompt.GetProperty("message").GetString()).ShouldBe((-32010, "The answer holds data of the kind 'card', which may not be given out. It is not shown."));
        (await leaky.RecordAsync("leak_answer")).Redactions.ShouldBe(6);
    }

    [Fact]
    public async Task A_message_that_holds_what_is_blocked_is_left_out_and_an_error_keeps_its_code_alone()
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both), ("Detection:Actions:email", "Block"));

        var heard = await leaky.SendAsync(Revisions.LatestLegacy, "tools/call", """{"name":"leak_early","arguments":{},"_meta":{"progressToken":"p"}}""");
        var error = (await leaky.SendAsync(Revisions.LatestLegacy, "tools/call", """{"name":"leak_error","arguments":{}}"""))[^1].GetProperty("error");

        heard.ShouldHaveSingleItem().GetProperty("result").GetRawText().ShouldContain("Done.");
        error.GetRawText().ShouldBe("""{"code":-32050,"message":"The error holds data of the kind 'email', which may not be given out. It is not shown."}""");
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_question_that_holds_what_is_blocked_is_never_asked(string server)
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, server, ("Detection:Actions:card", "Block"));
        await using var agent = await Agent.ConnectAsync(leaky.Address, Revisions.LatestLegacy);

        await Record.ExceptionAsync(() => agent.CallAsync("leak_question"));

        agent.Heard.ShouldNotContain("elicitation/create");
        agent.Heard.ShouldNotContain(h => h.Contains("card", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_changes_the_fate_of_a_kind_for_the_calls_it_permits()
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both));
        await PermitAsync(leaky, "@redact(\"email=allow,card=hash\")", answer => TextOf(answer).StartsWith("Write to anna@nordwind.example, or charge [card:", StringComparison.Ordinal));

        await PermitAsync(leaky, "@redact(\"card=block\")", answer => TextOf(answer).Contains("of the kind 'card'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_turns_redaction_off_for_the_calls_it_permits_and_for_no_others()
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both));
        await PermitAsync(
            leaky, "@redact(\"off\")", answer => !answer.GetRawText().Contains("mcp-platform/redacted", StringComparison.Ordinal) && TextOf(answer).Contains(RedactionTools.Card, StringComparison.Ordinal));

        var other = (await leaky.SendAsync(Revisions.Modern, "prompts/get", """{"name":"leak_prompt"}""", "leak_prompt"))[^1];

        other.GetRawText().ShouldContain("Charge [card] of [email].");
    }

    [Fact]
    public async Task A_policy_changes_the_fate_of_a_kind_in_what_is_read()
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both));
        await leaky.Gateway.Admin.PutPoliciesAsync("reads", new PutPolicySet(
            """@id("redaction") @redact("email=allow") permit (principal, action == Action::"read", resource) when { principal.scopes.contains("read") };"""), Cancel);

        await Eventually.TrueAsync(
            async () => (await leaky.SendAsync(Revisions.Modern, "prompts/get", """{"name":"leak_prompt"}""", "leak_prompt"))[^1].GetRawText().Contains("Charge [card] of anna@", StringComparison.Ordinal),
            Patience, "the policy holds", Cancel);
    }

    [Fact]
    public async Task An_explanation_says_what_a_policy_changes()
    {
        await using var leaky = await LeakyServer.StartAsync(postgres, nameof(FixtureEras.Both));

        var explained = await leaky.Gateway.Admin.ExplainPolicyAsync(
            new ExplainPolicy(new PolicyPrincipal(PrincipalKind.Agent, Scopes: [Scope.Run]), "tool.call", new PolicySubject("tool", "fixture/leak_answer"))
            {
                Drafts = new Dictionary<string, string> { ["draft"] = Policy("@redact(\"email=allow\")") },
            },
            Cancel);

        explained.Obligations.ShouldBe(["redaction of the answer: email=allow (draft/redaction)"]);
    }

    private static async Task PermitAsync(LeakyServer leaky, string annotation, Func<JsonElement, bool> holds)
    {
        await leaky.Gateway.Admin.PutPoliciesAsync("tools", new PutPolicySet(Policy(annotation)), Cancel);
        await Eventually.TrueAsync(async () => holds(await leaky.CallAsync(Revisions.Modern, "leak_answer")), Patience, "the policy holds", Cancel);
    }

    private static string Policy(string annotation) =>
        $$"""@id("redaction") {{annotation}} permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };""";

    private static string TextOf(JsonElement answer) => answer.GetProperty("content")[0].GetProperty("text").GetString()!;
}
