using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Policies;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>Policies tried on what the audit keeps of calls.</summary>
public sealed class PolicyTrialTests
{
    private const string Over1000 = """
        @id("big") forbid (principal, action == Action::"tool.call", resource in Upstream::"bank")
        when { context.numbers.hasTag("amount") && context.numbers.getTag("amount") > 1000 };
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stricter_policy_refuses_what_was_allowed_and_a_looser_one_allows_what_was_refused()
    {
        await using var policies = await TestPolicies.StartAsync(Over1000);
        AuditRecord[] calls = [await PastAsync(policies, """{"amount":50}"""), await PastAsync(policies, """{"amount":500}"""), await PastAsync(policies, """{"amount":5000}""")];

        (await TryAsync(policies, calls, ("strict", Over1000.Replace("1000", "100", StringComparison.Ordinal)))).ShouldBe(
            [Decided(true, true, "scope-run"), Decided(true, false, "strict/big"), Decided(false, false, "file/test/big")]);
        (await TryAsync(policies, calls)).ShouldBe([Decided(true, true, "scope-run"), Decided(true, true, "scope-run"), Decided(false, false, "file/test/big")]);
    }

    [Fact]
    public async Task What_every_record_says_is_known_though_no_policy_read_it()
    {
        await using var policies = await TestPolicies.StartAsync();
        var call = await PastAsync(policies, "{}");
        const string known = """
            @id("who") forbid (principal == Agent::"key:1", action == Action::"tool.call", resource is Tool in Upstream::"bank")
            when { context has transport && context.transport == "streamable_http" && context.now > datetime("2026-01-01") };
            """;

        (await TryAsync(policies, [call, call with { Principal = "key:2" }, call with { Upstream = "wiki" }], ("draft", known))).ShouldBe(
            [Decided(true, false, "draft/who"), Decided(true, true, "scope-run"), Decided(true, true, "scope-run")]);
    }

    [Theory]
    [InlineData("principal.name == \"robot\"", "principal.name was not recorded, since no policy in force read it.")]
    [InlineData("resource has risk && resource.risk == \"high\"", "resource.risk was not recorded, since no policy in force read it.")]
    [InlineData("context.arguments.hasTag(\"note\")", "context.arguments[note] was not recorded, since no policy in force read it.")]
    public async Task What_was_not_recorded_is_said_and_nothing_is_guessed(string condition, string gap)
    {
        await using var policies = await TestPolicies.StartAsync(Over1000);
        var call = await PastAsync(policies, """{"amount":5}""");

        (await TryAsync(policies, [call], ("draft", $"@id(\"x\") forbid (principal, action == Action::\"tool.call\", resource) when {{ {condition} }};"))).ShouldBe([Undecided(gap)]);
    }

    [Fact]
    public async Task What_was_masked_or_is_no_longer_kept_or_never_was_decides_nothing()
    {
        await using var policies = await TestPolicies.StartAsync(
            """@id("note") forbid (principal, action == Action::"tool.call", resource) when { context.arguments.hasTag("note") && context.arguments.getTag("note") like "*@example.com" };""");
        var call = await PastAsync(policies, """{"note":"ada@example.com"}""");

        (await TryAsync(policies, [call, call with { Attributes = null }, call with { Attributes = null, AttributesDigest = null }, call with { Attributes = JsonElement.Parse("[]") }])).ShouldBe(
            [
                Undecided("context.arguments[note] was masked or cut when it was recorded."), Undecided("What the policies were told is no longer kept."),
                Undecided("What the policies were told was not recorded."), Undecided("What the policies were told is no longer kept."),
            ]);
    }

    [Fact]
    public async Task A_trial_asks_nothing_of_the_engine_that_decides_and_there_is_one_at_a_time()
    {
        await using var policies = await TestPolicies.StartAsync(Over1000);
        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PastAsync(policies, $$"""{"amount":{{n}}}""")));
        var asked = policies.Asked;
        await using (var trial = await policies.Trials.BeginAsync("default", Drafts(), Cancellation))
        {
            (await trial.DecideAsync(calls, Cancellation)).Count.ShouldBe(20);
            await Should.ThrowAsync<ConflictException>(() => policies.Trials.BeginAsync("default", Drafts(), Cancellation));
        }

        policies.Asked.ShouldBe(asked);
        await using var next = await policies.Trials.BeginAsync("default", Drafts(), Cancellation);
        (await next.DecideAsync([], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draft_that_is_wrong_is_refused_and_leaves_room_for_the_next()
    {
        await using var policies = await TestPolicies.StartAsync();
        (await Should.ThrowAsync<InvalidInputException>(() => policies.Trials.BeginAsync("default", Drafts(("draft", "permit nobody;")), Cancellation))).Message.ShouldContain("'draft'");
        await using var trial = await policies.Trials.BeginAsync("default", Drafts(), Cancellation);
    }

    private static async Task<AuditRecord> PastAsync(TestPolicies policies, string arguments)
    {
        var request = TestPolicies.Call("bank/transfer") with { Context = new PolicyContext { Transport = "streamable_http", Arguments = Encoding.UTF8.GetBytes(arguments) } };
        var decision = await policies.Policy.DecideAsync(request, Cancellation);
        var kept = decision.Attributes.ShouldNotBeNull().Kept(policies.Mask, "default");
        return new AuditRecord(
            Guid.Empty, 1, TimeProvider.System.GetUtcNow(), request.Principal.Id, "2026-07-28", "streamable_http", "tools/call", "", 0, decision.Allowed, decision.Rule,
            CallOutcome.Ok, 1, 1, "", Name: "bank__transfer", Upstream: "bank")
        {
            AttributesDigest = Convert.ToHexStringLower(kept.Digest.Span), Attributes = JsonElement.Parse(kept.Json),
        };
    }

    private static async Task<IReadOnlyList<TrialVerdict>> TryAsync(TestPolicies policies, IReadOnlyList<AuditRecord> calls, params (string Name, string Text)[] drafts)
    {
        await using var trial = await policies.Trials.BeginAsync("default", Drafts(drafts), Cancellation);
        return await trial.DecideAsync(calls, Cancellation);
    }

    private static Dictionary<string, string> Drafts(params (string Name, string Text)[] drafts) => drafts.ToDictionary(d => d.Name, d => d.Text);

    private static TrialVerdict.Decided Decided(bool was, bool would, string rule) => new(was, would, rule);

    private static TrialVerdict.Undecided Undecided(string gap) => new(gap);
}
