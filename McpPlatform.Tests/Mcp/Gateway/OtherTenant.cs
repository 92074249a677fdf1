using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A further tenant of a gateway.</summary>
internal static class OtherTenant
{
    /// <summary>Founds it.</summary>
    /// <returns>The key of somebody who may do everything in it.</returns>
    public static async Task<string> FoundAsync(TestGateway gateway, string name)
    {
        var cancel = TestContext.Current.CancellationToken;
        await gateway.Admin.CreateTenantAsync(new CreateTenant(name, name), cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync(name, new InviteAdministrator("Founder"), cancel);
        var key = (await gateway.Client(null).SignInAsync(invitation.Token, cancel)).Key;
        var me = (await gateway.Client(key).ListPeopleAsync(cancellationToken: cancel)).Items.ShouldHaveSingleItem();
        await gateway.Client(key).ChangeRolesAsync(me.Id, Enum.GetValues<Role>(), cancel);
        return key;
    }
}
