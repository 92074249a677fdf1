using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>What reaches the policies, and what is kept of their decisions.</summary>
public sealed class DecisionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Risk_tags_owner_transport_and_certificate_reach_the_policies()
    {
        await using var policies = await TestPolicies.StartAsync("""
            @id("risk") forbid (principal, action == Action::"tool.call", resource) when { resource has risk && resource.risk == "critical" };
            @id("tags") forbid (principal, action == Action::"tool.call", resource) when { resource.tags.contains("payments") };
            @id("owner") forbid (principal, action == Action::"tool.call", resource) when { resource has owner && resource.owner like "*@acme" };
            @id("transport") forbid (principal, action == Action::"tool.call", resource) when { context has transport && context.transport == "sse" };
            @id("certificate") forbid (principal, action == Action::"tool.call", resource) when { context has certificate && context.certificate == "CN=evil" };
            @id("name") forbid (principal, action == Action::"tool.call", resource) when { principal.name == "mallory" };
            """);
        var call = TestPolicies.Call("wiki/search", RiskClass.High, "docs");
        (await policies.RuleAsync(call)).ShouldBe("allow scope-run");
        (await policies.RuleAsync(TestPolicies.Call("wiki/search", RiskClass.Critical))).ShouldBe("deny file/test/risk");
        (await policies.RuleAsync(TestPolicies.Call("wiki/search", RiskClass.Low, "docs", "payments"))).ShouldBe("deny file/test/tags");
        (await policies.RuleAsync(call with { Resource = call.Resource with { Owner = "ops@acme" } })).ShouldBe("deny file/test/owner");
        (await policies.RuleAsync(call with { Context = new PolicyContext { Transport = "sse" } })).ShouldBe("deny file/test/transport");
        (await policies.RuleAsync(call with { Principal = call.Principal with { Certificate = "CN=evil" } })).ShouldBe("deny file/test/certificate");
        (await policies.RuleAsync(call with { Principal = call.Principal with { Name = "mallory" } })).ShouldBe("deny file/test/name");
    }

    [Theory]
    [InlineData("""{"amount":100}""", "allow scope-run")]
    [InlineData("""{"amount":101}""", "deny file/test/amount")]
    [InlineData("""{"amount":"101"}""", "allow scope-run")]
    [InlineData("""{"to":{"account":"DE00"}}""", "deny file/test/account")]
    [InlineData("""{"to":{"account":"FR00"}}""", "allow scope-run")]
    [InlineData("""{"to":{"account":"FR00"},"to":{"account":"DE00"}}""", "deny policy-arguments")]
    [InlineData("""{"amount":""", "deny policy-arguments")]
    public async Task Values_of_arguments_reach_the_policies(string arguments, string rule)
    {
        await using var policies = await TestPolicies.StartAsync("""
            @id("amount") forbid (principal, action == Action::"tool.call", resource) when { context.numbers.hasTag("amount") && context.numbers.getTag("amount") > 100 };
            @id("account") forbid (principal, action == Action::"tool.call", resource)
            when { context.arguments.hasTag("to.account") && context.arguments.getTag("to.account") like "DE*" };
            """);
        (await policies.RuleAsync(With(arguments))).ShouldBe(rule);
    }

    [Fact]
    public async Task A_decision_that_depends_on_time_ends_with_it()
    {
        var clock = new Clock(new DateTimeOffset(2026, 5, 4, 17, 59, 30, TimeSpan.Zero));
        await using var policies = await TestPolicies.StartAsync(
            """@id("closed") forbid (principal, action == Action::"tool.call", resource) when { context.now.toTime() >= duration("18h") };""", clock);
        (await policies.RuleAsync(TestPolicies.Call("wiki/search"))).ShouldBe("allow scope-run");
        clock.Now = clock.Now.AddSeconds(30);
        (await policies.RuleAsync(TestPolicies.Call("wiki/search"))).ShouldBe("deny file/test/closed");
    }

    [Fact]
    public async Task What_no_policy_reads_is_never_asked_twice()
    {
        await using var policies = await TestPolicies.StartAsync("""@id("big") forbid (principal, action == Action::"tool.call", resource) when { context.arguments.hasTag("big") };""");
        (await policies.RuleAsync(With("""{"text":"one"}"""))).ShouldBe("allow scope-run");
        var answered = policies.Asked;
        (await policies.RuleAsync(With("""{"text":"two"}"""))).ShouldBe("allow scope-run");
        (await policies.RuleAsync(TestPolicies.Call("mail/send", RiskClass.Critical))).ShouldBe("allow scope-run");
        policies.Asked.ShouldBe(answered);
        (await policies.RuleAsync(With("""{"big":1}"""))).ShouldBe("deny file/test/big");
        policies.Asked.ShouldBe(answered + 1);
    }

    [Fact]
    public async Task A_list_of_a_thousand_tools_asks_what_differs_once()
    {
        await using var policies = await TestPolicies.StartAsync("""
            @id("critical") forbid (principal, action == Action::"tool.call", resource) when { resource has risk && resource.risk == "critical" };
            """);
        var answered = policies.Asked;
        List<PolicyRequest> tools = [.. Enumerable.Range(0, 1_000).Select(n => TestPolicies.Call($"wiki/tool{n}", (RiskClass)(n % 4)))];
        (await policies.Policy.DecideAllAsync(tools, Cancellation)).Count(d => d.Allowed).ShouldBe(750);
        policies.Asked.ShouldBe(answered + 4);
    }

    [Fact]
    public async Task A_list_in_which_every_tool_is_another_to_the_policies_is_decided_whole()
    {
        await using var policies = await TestPolicies.StartAsync("""@id("one") forbid (principal, action == Action::"tool.call", resource == Tool::"wiki/tool7");""");
        List<PolicyRequest> tools = [.. Enumerable.Range(0, 1_000).Select(n => TestPolicies.Call($"wiki/tool{n}"))];
        (await policies.Policy.DecideAllAsync(tools, Cancellation)).Count(d => d.Allowed).ShouldBe(999);
    }

    [Fact]
    public async Task A_known_decision_comes_without_waiting_and_costs_next_to_nothing()
    {
        await using var policies = await TestPolicies.StartAsync();
        var call = TestPolicies.Call("wiki/search");
        await policies.Policy.DecideAsync(call, Cancellation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decision = policies.Policy.DecideAsync(call, Cancellation);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        decision.IsCompletedSuccessfully.ShouldBeTrue();
        allocated.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task An_explanation_names_the_policies_and_what_they_read()
    {
        await using var policies = await TestPolicies.StartAsync(
            """@id("night") @reason("Come back in the morning.") forbid (principal, action == Action::"tool.call", resource) when { context.now.toTime() < duration("6h") };""");
        var request = TestPolicies.Call("wiki/search") with { Context = new PolicyContext { At = new DateTimeOffset(2026, 5, 4, 3, 0, 0, TimeSpan.Zero) } };
        var explanation = await policies.Authoring.ExplainAsync(request, new Dictionary<string, string>(), Cancellation);
        explanation.DecidedBy.ShouldBe(["file/test/night"]);
        explanation.Reason.ShouldBe("Come back in the morning.");
        explanation.Read.ShouldBe(["principal in Role", "principal.scopes", "context.now"]);
        explanation.Asked.ShouldBe(["scope-run", "role-builder", "role-administrator", "file/test/night"]);
        explanation.Version.ShouldBe(policies.Book.Find("default")!.Version);
    }

    [Fact]
    public async Task Drafts_are_explained_without_being_kept()
    {
        await using var policies = await TestPolicies.StartAsync();
        var drafts = new Dictionary<string, string> { ["draft"] = """@id("no") forbid (principal, action == Action::"tool.call", resource);""" };
        (await policies.Authoring.ExplainAsync(TestPolicies.Call("wiki/search"), drafts, Cancellation)).Rule.ShouldBe("draft/no");
        (await policies.RuleAsync(TestPolicies.Call("wiki/search"))).ShouldBe("allow scope-run");
    }

    private static PolicyRequest With(string arguments) =>
        TestPolicies.Call("bank/pay") with { Context = new PolicyContext { Arguments = Encoding.UTF8.GetBytes(arguments) } };

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
