using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp tenants</c>: lists tenants; create, invite, suspend and reinstate are its subcommands.</summary>
internal static class TenantsCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "Id of the tenant, such as acme." };

    private static readonly Argument<string> Title = new("name") { Description = "Its name for people." };

    private static readonly Argument<string> Administrator = new("person") { Description = "Name of the person." };

    private static readonly Option<string?> Email = new("--email") { Description = "Its e-mail address; nothing is sent there." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "tenants", "List tenants; create, suspend or reinstate one, or invite its first administrator.", ListAsync,
        frame.Command("list", "List tenants.", ListAsync),
        frame.Command("create", "Create a tenant.", CreateAsync, Id, Title),
        frame.Command("invite", "Print a one-time link for the first administrator of a tenant; it is good for 72 hours.", InviteAsync, Id, Administrator, Email),
        frame.Command("suspend", "Suspend a tenant: no key of it is taken.", SuspendAsync, Id),
        frame.Command("reinstate", "Let a suspended tenant in again.", ReinstateAsync, Id));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var tenants = await call.Gateway.ListTenantsAsync(limit: 200, cancellationToken: cancellationToken);
        call.Show(tenants, page => ListView.Draw(
            call, page.Items, "There are no tenants.",
            ("Tenant", t => t.Id), ("Name", t => t.Name), ("State", t => t.SuspendedAt is null ? "active" : "suspended"), ("Since", t => Texts.When(t.CreatedAt))));
        return ExitCodes.Done;
    }

    private static async Task<int> CreateAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var tenant = await call.Gateway.CreateTenantAsync(new CreateTenant(call.Value(Id), call.Value(Title)), cancellationToken);
        call.Show(tenant, t => call.Say($"{t.Id} is created. 'mcpp tenants invite {t.Id} NAME' brings its first administrator in."));
        return ExitCodes.Done;
    }

    private static async Task<int> InviteAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var invited = new InviteAdministrator(call.Value(Administrator), call.Value(Email));
        var invitation = await call.Gateway.InviteAdministratorAsync(call.Value(Id), invited, cancellationToken);
        call.Show(invitation, shown => call.Say(SignInLinks.Of(call, shown.Token)));
        return ExitCodes.Done;
    }

    private static async Task<int> SuspendAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.SuspendTenantAsync(call.Value(Id), cancellationToken), t => call.Say($"{t.Id} is suspended; no key of it is taken."));
        return ExitCodes.Done;
    }

    private static async Task<int> ReinstateAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.ReinstateTenantAsync(call.Value(Id), cancellationToken), t => call.Say($"{t.Id} is reinstated."));
        return ExitCodes.Done;
    }
}
