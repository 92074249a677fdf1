using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>What the audit keeps of what policies were told.</summary>
public sealed class AskedAttributesTests
{
    private const string Big = """
        @id("big") forbid (principal, action == Action::"tool.call", resource in Upstream::"bank")
        when { context.numbers.hasTag("amount") && context.numbers.getTag("amount") > 1000 };
        @id("note") forbid (principal, action == Action::"tool.call", resource) when { context.arguments.hasTag("note") && context.arguments.getTag("note") == "no" };
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_policies_in_force_read_is_kept_and_nothing_else()
    {
        await using var policies = await TestPolicies.StartAsync(Big);

        var kept = await KeptAsync(policies, Transfer("""{"amount":5000,"to":"DE00"}"""));

        kept.ShouldBe(
            """{"action":"tool.call","allowed":false,"kind":"agent","read":{"principal in Role":[],"principal.scopes":["run"],"resource in Upstream":"bank","context.arguments[amount]":5000,"context.arguments[note]":null}}""");
    }

    [Fact]
    public async Task Requests_that_are_alike_in_it_share_one_object()
    {
        await using var policies = await TestPolicies.StartAsync(Big);
        var first = await policies.Policy.DecideAsync(Transfer("""{"amount":5,"to":"DE00"}"""), Cancellation);
        var second = await policies.Policy.DecideAsync(Transfer("""{"amount":5,"to":"FR00"}"""), Cancellation);
        var other = await policies.Policy.DecideAsync(Transfer("""{"amount":6}"""), Cancellation);

        second.Attributes.ShouldNotBeNull().ShouldBeSameAs(first.Attributes);
        second.Attributes.Kept(policies.Mask, "default").ShouldBeSameAs(first.Attributes!.Kept(policies.Mask, "default"));
        other.Attributes.ShouldNotBeSameAs(first.Attributes);
    }

    [Theory]
    [InlineData("""{"note":"write to ada.lovelace@example.com today"}""", "ada.lovelace@example.com", "email")]
    [InlineData("""{"note":"4111 1111 1111 1111"}""", "4111 1111 1111 1111", "card")]
    [InlineData("""{"amount":4111111111111111}""", "4111111111111111", "card")]
    public async Task Personal_data_and_secrets_are_hashed_and_the_attribute_is_named_as_inexact(string arguments, string data, string detector)
    {
        await using var policies = await TestPolicies.StartAsync(Big);

        var kept = await KeptAsync(policies, Transfer(arguments));

        kept.ShouldNotContain(data);
        kept.ShouldContain($"[{detector}:");
        JsonElement.Parse(kept).GetProperty("inexact")[0].GetString()!.ShouldStartWith("context.arguments[");
        (await KeptAsync(policies, Transfer(arguments))).ShouldBe(kept, "the same data is the same hash");
    }

    [Fact]
    public async Task Long_texts_are_cut_and_what_is_too_much_altogether_is_left_out_and_said()
    {
        var many = string.Join('\n', Enumerable.Range(0, 20).Select(n =>
            $$"""@id("n{{n}}") forbid (principal, action == Action::"tool.call", resource) when { context.arguments.hasTag("a{{n}}") && context.arguments.getTag("a{{n}}") == "no" };"""));
        await using var policies = await TestPolicies.StartAsync(many);

        var one = JsonElement.Parse(await KeptAsync(policies, Transfer($$"""{"a7":"{{string.Concat(Enumerable.Repeat("word ", 100))}}"}""")));
        var all = await KeptAsync(policies, Transfer("{" + string.Join(',', Enumerable.Range(0, 20).Select(n => $"\"a{n}\":\"{string.Concat(Enumerable.Repeat("word ", 100))}\"")) + "}"));

        one.GetProperty("read").GetProperty("context.arguments[a7]").GetString()!.Length.ShouldBe(201);
        one.GetProperty("inexact")[0].GetString().ShouldBe("context.arguments[a7]");
        Encoding.UTF8.GetByteCount(all).ShouldBeLessThan(200);
        JsonElement.Parse(all).GetProperty("leftOut").GetString()!.ShouldEndWith("more than the 2048 that are kept");
    }

    [Fact]
    public async Task Halves_of_characters_are_kept_as_replacements()
    {
        await using var policies = await TestPolicies.StartAsync("""@id("no") forbid (principal, action == Action::"tool.call", resource) when { principal.name == "no" };""");
        var request = TestPolicies.Call("bank/transfer");

        var kept = await KeptAsync(policies, request with { Principal = request.Principal with { Name = "half\uD83D" } });

        JsonElement.Parse(kept).GetProperty("read").GetProperty("principal.name").GetString().ShouldBe("half\uFFFD");
    }

    [Fact]
    public async Task What_would_be_decided_by_policies_that_are_only_tried_stands_beside_the_decision()
    {
        await using var tried = await TestPolicies.StartTriedAsync(Big);
        var policies = tried.Policy;

        var big = await policies.DecideAsync(Transfer("""{"amount":5000}"""), Cancellation);
        var again = await policies.DecideAsync(Transfer("""{"amount":5000,"to":"x"}"""), Cancellation);
        var small = await policies.DecideAsync(Transfer("""{"amount":5}"""), Cancellation);

        (big.Allowed, big.Rule).ShouldBe((true, "scope-run"));
        big.Tried.ShouldNotBeNull().ShouldSatisfyAllConditions(t => t.Allowed.ShouldBeFalse(), t => t.By.ShouldBe(["dry/big"]));
        again.ShouldBeSameAs(big, "decided once, for all that is alike");
        small.Tried.ShouldNotBeNull().ShouldSatisfyAllConditions(t => t.Allowed.ShouldBeTrue(), t => t.By.ShouldBe(["scope-run"]));
        JsonElement.Parse(big.Attributes!.Kept(tried.Mask, "default").Json).GetProperty("read").GetProperty("context.arguments[amount]").GetInt64().ShouldBe(5000);
    }

    private static PolicyRequest Transfer(string arguments) =>
        TestPolicies.Call("bank/transfer") with { Context = new PolicyContext { Arguments = Encoding.UTF8.GetBytes(arguments) } };

    private static async Task<string> KeptAsync(TestPolicies policies, PolicyRequest request) =>
        (await policies.Policy.DecideAsync(request, Cancellation)).Attributes.ShouldNotBeNull().Kept(policies.Mask, "default").Json;
}
