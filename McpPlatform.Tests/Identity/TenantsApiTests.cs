using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;
using static McpPlatform.Tests.Identity.PeopleApiTests;

namespace McpPlatform.Tests.Identity;

public sealed class TenantsApiTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_is_created_and_handed_to_its_first_administrator_who_invites_the_others()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var created = await gateway.Admin.CreateTenantAsync(new CreateTenant("acme", "Acme"), Cancel);
        var replaced = await gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Ada"), Cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Ada"), Cancel);
        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(null).SignInAsync(replaced.Token, Cancel));

        var ada = gateway.Client((await gateway.Client(null).SignInAsync(invitation.Token, Cancel)).Key);

        var me = await ada.WhoAmIAsync(Cancel);
        (me.Tenant, me.Name).ShouldBe(("acme", "Ada"));
        me.Roles.ShouldBe([Role.Administrator]);
        (await ada.InviteAsync(new InvitePerson("Bob", [Role.Viewer]), Cancel)).Info.InvitedBy.ShouldBe("Ada");
        (await gateway.Admin.ListPeopleAsync(cancellationToken: Cancel)).Items.ShouldBeEmpty("people of a tenant are its own");
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Eve"), Cancel));
        (await gateway.Admin.ListTenantsAsync(cancellationToken: Cancel)).Items.Select(t => t.Id).ShouldBe(["acme", "default"]);
        created.SuspendedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Every_key_of_a_suspended_tenant_is_refused_until_it_is_reinstated()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.CreateTenantAsync(new CreateTenant("acme", "Acme"), Cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Ada"), Cancel);
        var session = await gateway.Client(null).SignInAsync(invitation.Token, Cancel);
        var robot = (await gateway.Client(session.Key).CreateKeyAsync(new CreateKey("robot", PrincipalKind.Agent, [Scope.Read]), Cancel)).Key;
        var stored = (await gateway.Get<IKeyStore>().FindAsync(ApiKey.Hash(robot), Cancel)).ShouldNotBeNull();

        (await gateway.Admin.SuspendTenantAsync("acme", Cancel)).SuspendedAt.ShouldNotBeNull();

        foreach (var key in new[] { session.Key, robot })
        {
            await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(key).WhoAmIAsync(Cancel));
        }

        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(null).RefreshSessionAsync(session.RefreshToken, Cancel));
        (await gateway.Get<IKeyStore>().StandingAsync(stored, Cancel)).ShouldBeNull("a schedule of the tenant does not run either");
        await gateway.Admin.ReinstateTenantAsync("acme", Cancel);
        (await gateway.Client(robot).WhoAmIAsync(Cancel)).Tenant.ShouldBe("acme");
        (await gateway.Client(null).RefreshSessionAsync(session.RefreshToken, Cancel)).Person.ShouldBe("Ada");
    }

    [Fact]
    public async Task Tenants_are_kept_by_the_default_one_only_which_stays()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.CreateTenantAsync(new CreateTenant("acme", "Acme"), Cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Ada"), Cancel);
        var ada = gateway.Client((await gateway.Client(null).SignInAsync(invitation.Token, Cancel)).Key);

        (await RefusedAsync(HttpStatusCode.Forbidden, () => ada.ListTenantsAsync(cancellationToken: Cancel))).Rule.ShouldBe("default-tenant");
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.SuspendTenantAsync("default", Cancel));
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.CreateTenantAsync(new CreateTenant("acme", "Again"), Cancel));
        await RefusedAsync(HttpStatusCode.NotFound, () => gateway.Admin.SuspendTenantAsync("none", Cancel));
        foreach (var id in new[] { "*", "", "Acme", "1st", new string('a', 64) })
        {
            await RefusedAsync(HttpStatusCode.BadRequest, () => gateway.Admin.CreateTenantAsync(new CreateTenant(id, "Odd"), Cancel));
        }
    }
}
