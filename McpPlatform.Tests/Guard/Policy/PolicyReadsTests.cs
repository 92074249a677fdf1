using McpPlatform.Contracts.Api;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>What a policy reads is known from its text: only that is told to the engine, and decisions are kept by it.</summary>
public sealed class PolicyReadsTests
{
    private const string Shipped = "principal in Role, principal.scopes";

    [Theory]
    [InlineData("forbid (principal, action, resource);", "")]
    [InlineData("forbid (principal is Agent, action, resource);", "")]
    [InlineData("forbid (principal == Agent::\"key:1\", action, resource);", "principal")]
    [InlineData("forbid (principal, action, resource is Tool);", "resource is")]
    [InlineData("forbid (principal, action, resource in Upstream::\"wiki\");", "resource in Upstream")]
    [InlineData("forbid (principal, action, resource == Tool::\"wiki/search\");", "resource, resource in Upstream, resource is")]
    [InlineData("forbid (principal, action, resource) when { principal.tenant == \"acme\" };", "")]
    [InlineData("forbid (principal, action, resource) when { principal == Person::\"person:ada\" };", "principal")]
    [InlineData("forbid (principal, action, resource) when { resource is Tool && resource.tags.contains(\"x\") };", "resource.tags, resource is")]
    [InlineData("forbid (principal, action, resource) when { if resource has owner then resource.owner == principal.name else false };", "principal.name, resource.owner")]
    [InlineData("forbid (principal, action, resource) when { {Value: principal.name} == {Value: \"x\"} };", "principal.name")]
    [InlineData("forbid (principal, action, resource) when { [principal.name].contains(\"x\") };", "principal.name")]
    [InlineData("forbid (principal, action, resource) unless { context has transport && context.transport like \"s*\" };", "context.transport")]
    [InlineData("forbid (principal, action, resource) when { context.now.offset(duration(\"1h\")) > datetime(\"2026-01-01\") };", "context.now")]
    [InlineData("forbid (principal, action, resource) when { context.numbers.hasTag(\"a.b\") && context.numbers.getTag(\"a.b\") > 1 };", "context.arguments[a.b]")]
    public async Task A_policy_reads_what_its_text_names(string policy, string read)
    {
        await using var policies = await TestPolicies.StartAsync();
        var drafts = new Dictionary<string, string> { ["draft"] = $"@id(\"it\") {policy}" };
        var explanation = await policies.Authoring.ExplainAsync(TestPolicies.Call("wiki/search", RiskClass.Low), drafts, TestContext.Current.CancellationToken);
        explanation.Read.ShouldBe($"{Shipped}, {read}".Split(", ", StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }
}
