using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp people</c>: lists people; inviting them and changing what they are are its subcommands.</summary>
internal static class PeopleCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the person." };

    private static readonly Argument<Role[]> NewRoles = new("roles")
    {
        Description = "All the roles it has from now on: viewer, builder, approver, administrator.", Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<Role[]> Roles = new("--role")
    {
        Description = "What it will be: viewer, builder, approver, administrator; repeatable.", Required = true, AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Email = new("--email") { Description = "Its e-mail address; nothing is sent there." };

    private static readonly Argument<Guid> Invitation = new("invitation") { Description = "Id of the invitation." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "people", "List people; invite one, change its roles, suspend, reinstate or remove it.", ListAsync,
        frame.Command("list", "List people.", ListAsync),
        frame.Command("invite", "Print a one-time link that brings a new person in; it is good for 72 hours.", InviteAsync, Name, Roles, Email),
        frame.Command("invitations", "List open invitations.", InvitationsAsync),
        frame.Command("uninvite", "Take an invitation back.", UninviteAsync, Invitation),
        frame.Command("roles", "Give a person other roles, at once.", ChangeRolesAsync, Name, NewRoles),
        frame.Command("suspend", "Suspend a person: its sessions end, its own keys are refused.", SuspendAsync, Name),
        frame.Command("reinstate", "Let a suspended person in again.", ReinstateAsync, Name),
        frame.Command("remove", "Remove a person, its sessions and its own keys.", RemoveAsync, Name));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var people = await call.Gateway.ListPeopleAsync(limit: 200, cancellationToken: cancellationToken);
        call.Show(people, page => ListView.Draw(
            call, page.Items, "There is nobody yet. 'mcpp people invite' brings someone in.",
            ("Name", p => p.Name), ("Roles", p => Words(p.Roles)), ("State", p => p.SuspendedAt is null ? "active" : "suspended"),
            ("E-mail", p => p.Email), ("Seen", p => Texts.When(p.LastSeenAt)), ("Since", p => Texts.When(p.CreatedAt))));
        return ExitCodes.Done;
    }

    private static async Task<int> InviteAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var wanted = new InvitePerson(call.Value(Name), call.Value(Roles) ?? [], call.Value(Email));
        var invitation = await call.Gateway.InviteAsync(wanted, cancellationToken);
        call.Show(invitation, shown => call.Say(SignInLinks.Of(call, shown.Token)));
        return ExitCodes.Done;
    }

    private static async Task<int> InvitationsAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var invitations = await call.Gateway.ListInvitationsAsync(limit: 200, cancellationToken: cancellationToken);
        call.Show(invitations, page => ListView.Draw(
            call, page.Items, "There are no open invitations.",
            ("Invitation", i => i.Id.ToString()), ("Name", i => i.Name), ("Roles", i => Words(i.Roles)), ("By", i => i.InvitedBy),
            ("Until", i => Texts.When(i.ExpiresAt))));
        return ExitCodes.Done;
    }

    private static async Task<int> UninviteAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RevokeInvitationAsync(call.Value(Invitation), cancellationToken);
        call.Say($"Invitation {call.Value(Invitation)} is taken back.");
        return ExitCodes.Done;
    }

    private static async Task<int> ChangeRolesAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var person = await call.Gateway.ChangeRolesAsync(await IdAsync(call, cancellationToken), call.Value(NewRoles), cancellationToken);
        call.Show(person, p => call.Say($"{p.Name} is {Words(p.Roles)} now."));
        return ExitCodes.Done;
    }

    private static async Task<int> SuspendAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var person = await call.Gateway.SuspendPersonAsync(await IdAsync(call, cancellationToken), cancellationToken);
        call.Show(person, p => call.Say($"{p.Name} is suspended."));
        return ExitCodes.Done;
    }

    private static async Task<int> ReinstateAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var person = await call.Gateway.ReinstatePersonAsync(await IdAsync(call, cancellationToken), cancellationToken);
        call.Show(person, p => call.Say($"{p.Name} is reinstated."));
        return ExitCodes.Done;
    }

    private static async Task<int> RemoveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RemovePersonAsync(await IdAsync(call, cancellationToken), cancellationToken);
        call.Say($"{call.Value(Name)} is removed.");
        return ExitCodes.Done;
    }

    private static async Task<Guid> IdAsync(CommandCall call, CancellationToken cancellationToken) =>
        (await call.Gateway.ListPeopleAsync(call.Value(Name), limit: 1, cancellationToken: cancellationToken)).Items is [var person]
            ? person.Id
            : throw new CliException($"There is no person named '{call.Value(Name)}'. 'mcpp people list' shows them.");

    private static string Words(IReadOnlyList<Role> roles) => string.Join(", ", roles.Select(RoleWords.Of));
}
