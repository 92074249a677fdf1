using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

public sealed class TenantPoliciesTests
{
    private const string NoWiki = """@id("no-wiki") @reason("The wiki is closed.") forbid (principal, action == Action::"tool.call", resource in Upstream::"wiki");""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_narrows_what_its_keys_may_do_and_the_refusal_says_which_rule_and_why()
    {
        await using var policies = await TestPolicies.StartAsync(NoWiki);
        var decision = await policies.Policy.DecideAsync(TestPolicies.Call("wiki/search"), Cancellation);
        (decision.Allowed, decision.Rule, decision.Reason).ShouldBe((false, "file/test/no-wiki", "The wiki is closed."));
        (await policies.RuleAsync(TestPolicies.Call("mail/send"))).ShouldBe("allow scope-run");
    }

    [Fact]
    public async Task A_tenant_widens_what_a_key_may_do()
    {
        await using var policies = await TestPolicies.StartAsync(
            """@id("robot-searches") permit (principal == Agent::"key:1", action == Action::"tool.call", resource == Tool::"wiki/search");""");
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(), Actions.CallTool, TestPolicies.Tool("wiki/search")))).ShouldBe("allow file/test/robot-searches");
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(), Actions.CallTool, TestPolicies.Tool("wiki/write")))).ShouldBe("deny scope-run");
    }

    [Fact]
    public async Task A_tenant_touches_no_other_tenant()
    {
        await using var policies = await TestPolicies.StartAsync(null, null, "00:00:20", ("acme/own.cedar", NoWiki));
        var acme = TestPolicies.Agent(Scope.Run) with { Tenant = "acme" };
        (await policies.RuleAsync(new PolicyRequest(acme, Actions.CallTool, TestPolicies.Tool("wiki/search")))).ShouldBe("deny file/own/no-wiki");
        (await policies.RuleAsync(TestPolicies.Call("wiki/search"))).ShouldBe("allow scope-run");
    }

    [Fact]
    public async Task Files_beside_the_folders_of_tenants_hold_for_all()
    {
        await using var policies = await TestPolicies.StartAsync(null, null, "00:00:20", ("law.cedar", NoWiki));
        var acme = TestPolicies.Agent(Scope.Run) with { Tenant = "acme" };
        (await policies.RuleAsync(new PolicyRequest(acme, Actions.CallTool, TestPolicies.Tool("wiki/search")))).ShouldBe("deny file/law/no-wiki");
        (await policies.RuleAsync(TestPolicies.Call("wiki/search"))).ShouldBe("deny file/law/no-wiki");
    }

    [Fact]
    public async Task No_permit_of_a_tenant_lets_a_program_approve()
    {
        await using var policies = await TestPolicies.StartAsync("""@id("all") permit (principal, action, resource);""");
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(Scope.Approve), Actions.Approve, PolicyResource.Of("approval/1")))).ShouldBe("deny people-approve");
    }

    [Fact]
    public async Task A_tenant_cannot_lock_itself_out_of_its_policies()
    {
        await using var policies = await TestPolicies.StartAsync("""@id("nothing") forbid (principal, action, resource);""");
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(Scope.Admin), Actions.ManagePolicies, PolicyResource.Of("policies")))).ShouldBe("allow scope-admin");
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(Scope.Admin), Actions.ManageKeys, PolicyResource.Of("keys")))).ShouldBe("deny file/test/nothing");
    }

    [Fact]
    public async Task What_is_read_can_be_put_last()
    {
        await using var policies = await TestPolicies.StartAsync(
            """@id("later") @priority("low") permit (principal, action in [Action::"tool.call", Action::"read"], resource in Upstream::"wiki");""");
        var read = new PolicyRequest(TestPolicies.Agent(Scope.Read), Actions.Read, new PolicyResource("prompt", "wiki/greet") { Upstream = "wiki" });
        (await policies.Policy.DecideAsync(read, Cancellation)).Obligations.ShouldHaveSingleItem().ShouldBe(new LowerPriority("file/test/later"));
    }

    [Fact]
    public async Task Changed_files_decide_without_a_restart()
    {
        await using var policies = await TestPolicies.StartAsync();
        (await policies.RuleAsync(TestPolicies.Call("wiki/search"))).ShouldBe("allow scope-run");
        policies.Write("default/test.cedar", NoWiki);
        await policies.EventuallyAsync(TestPolicies.Call("wiki/search"), "deny file/test/no-wiki");
        File.Delete(Path.Combine(policies.Folder, "default", "test.cedar"));
        await policies.EventuallyAsync(TestPolicies.Call("wiki/search"), "allow scope-run");
    }

    [Fact]
    public async Task Policies_that_cannot_be_used_let_nothing_through_and_say_where_they_are_wrong()
    {
        await using var policies = await TestPolicies.StartAsync("permit (principal,\n action, resource) when { nonsense };");
        var decision = await policies.Policy.DecideAsync(TestPolicies.Call("wiki/search"), Cancellation);
        (decision.Allowed, decision.Rule).ShouldBe((false, "policy-invalid"));
        decision.Reason.ShouldContain("line 2");
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(Scope.Admin), Actions.ManagePolicies, PolicyResource.Of("policies")))).ShouldBe("allow scope-admin");
    }

    [Fact]
    public async Task The_policies_of_the_documentation_are_right()
    {
        await using var policies = await TestPolicies.StartAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "policy.md"), Cancellation);
        var blocks = text.Split("```cedar\n").Skip(1).Select(block => block.Split("```")[0]).ToList();
        blocks.Count.ShouldBe(2);
        foreach (var block in blocks)
        {
            (await policies.Authoring.CheckAsync("draft", block, Cancellation)).ShouldBeEmpty(block);
        }
    }

    [Theory]
    [InlineData("permit (principal, action, resource);", "no name")]
    [InlineData("@id(\"x\") permit (principal, action == Action::\"world.end\", resource);", "unrecognized action")]
    [InlineData("@id(\"x\") permit (principal, action, resource) when { resource.risk == \"low\" };", "optional attribute")]
    [InlineData("@id(\"x\") permit (principal, action, resource) when { resource.colour == \"red\" };", "colour")]
    [InlineData("@id(\"x\") permit (principal == ?principal, action, resource);", "template")]
    [InlineData("@id(\"x\") @maks(\"a\") permit (principal, action, resource);", "@maks")]
    [InlineData("@id(\"x\") @limit(\"often\") permit (principal, action, resource);", "10/minute")]
    [InlineData("@id(\"x\") @mask(\"a\") forbid (principal, action, resource);", "forbids")]
    [InlineData("@id(\"x\") @redact(\"mail=allow\") permit (principal, action == Action::\"tool.call\", resource);", "no detector")]
    [InlineData("@id(\"x\") @redact(\"email=show\") permit (principal, action == Action::\"tool.call\", resource);", "no action")]
    [InlineData("@id(\"x\") @redact(\"off\") permit (principal, action, resource);", "only what agents call or read")]
    [InlineData("@id(\"x\") @limit(\"1/day\") permit (principal, action == Action::\"read\", resource);", "only calls of tools")]
    [InlineData("@id(\"x\") @require_approval @approval(\"shouting\") permit (principal, action == Action::\"tool.call\", resource);", "there is \"elicitation\"")]
    [InlineData("@id(\"x\") @approval(\"elicitation\") permit (principal, action == Action::\"tool.call\", resource);", "add @require_approval")]
    [InlineData("@id(\"x\") @mask(\"a\") permit (principal, action, resource);", "only calls of tools")]
    [InlineData("@id(\"x\") permit (principal, action, resource);\n@id(\"x\") forbid (principal, action, resource);", "has the id")]
    [InlineData("@id(\"x\") permit (principal, action, resource) when { context.arguments.hasTag(principal.name) };", "written out")]
    public async Task What_is_wrong_with_policies_is_said(string text, string problem)
    {
        await using var policies = await TestPolicies.StartAsync();
        (await policies.Authoring.CheckAsync("draft", text, Cancellation)).ShouldContain(p => p.Message.Contains(problem, StringComparison.Ordinal));
    }
}
