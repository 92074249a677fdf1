using System.Reflection;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

public sealed class ShippedPoliciesTests
{
    private static readonly string[] AllActions = [.. typeof(Actions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_schema_has_every_action_and_no_other()
    {
        await using var policies = await TestPolicies.StartAsync();
        policies.Book.Find("default")!.Actions.ShouldBe(AllActions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scopes_decide_as_they_always_did()
    {
        var principals =
            from kind in Enum.GetValues<PrincipalKind>()
            from scopes in Subsets<Scope>()
            select new Principal("default", "key:1", "ada", kind, scopes);
        await CompareAsync(principals);
    }

    [Fact]
    public async Task Roles_let_people_do_what_their_scopes_let_them_do()
    {
        var principals =
            from roles in Subsets<Role>()
            select new Principal("default", "person:ada", "ada", PrincipalKind.Person, RoleScopes.Of(roles)) { Roles = roles };
        await CompareAsync(principals);
    }

    [Fact]
    public async Task A_key_with_fewer_scopes_than_its_person_has_by_role_does_no_more_than_its_scopes()
    {
        var principals =
            from role in Enum.GetValues<Role>()
            from scopes in Subsets<Scope>()
            where scopes.Intersect(RoleScopes.Of([role])).Count() == scopes.Count
            select new Principal("default", "key:1", "ada", PrincipalKind.Person, scopes) { Roles = [role] };
        await CompareAsync(principals);
    }

    [Fact]
    public async Task An_administrator_who_is_no_person_approves_nothing()
    {
        await using var policies = await TestPolicies.StartAsync();
        var robot = new Principal("default", "key:1", "robot", PrincipalKind.Agent, Enum.GetValues<Scope>()) { Roles = [Role.Administrator] };
        (await policies.RuleAsync(new PolicyRequest(robot, Actions.Approve, PolicyResource.Of("approval/1")))).ShouldBe("deny people-approve");
    }

    [Fact]
    public async Task What_is_no_action_is_refused()
    {
        await using var policies = await TestPolicies.StartAsync();
        (await policies.RuleAsync(new PolicyRequest(TestPolicies.Agent(Scope.Admin), "world.end", PolicyResource.Of("world")))).ShouldBe("deny deny-by-default");
    }

    private static async Task CompareAsync(IEnumerable<Principal> principals)
    {
        await using var policies = await TestPolicies.StartAsync();
        List<PolicyRequest> requests = [.. from p in principals from a in AllActions select new PolicyRequest(p, a, PolicyResource.Of("tool/wiki/search"))];
        var expected = await new ScopePolicy().DecideAllAsync(requests, Cancellation);
        var decided = await policies.Policy.DecideAllAsync(requests, Cancellation);
        decided.Select((d, at) => (At: requests[at], d.Allowed, d.Rule, d.Reason))
            .ShouldBe(expected.Select((d, at) => (At: requests[at], d.Allowed, d.Rule, d.Reason)));
    }

    private static IEnumerable<IReadOnlyList<T>> Subsets<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return Enumerable.Range(0, 1 << values.Length).Select(bits => (IReadOnlyList<T>)[.. values.Where((_, at) => (bits & (1 << at)) != 0)]);
    }
}
