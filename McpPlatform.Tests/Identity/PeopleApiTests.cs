using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Identity;

public sealed class PeopleApiTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitation_brings_a_person_in_once_with_the_roles_it_was_made_with()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var invitation = await gateway.Admin.InviteAsync(new InvitePerson("Ada", [Role.Builder, Role.Approver], "ada@example.com"), Cancel);
        invitation.Token.ShouldStartWith("mcpi_");
        (await gateway.Admin.ListInvitationsAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem().InvitedBy.ShouldBe("admin");

        var session = await gateway.Client(null).SignInAsync(invitation.Token, Cancel);

        var me = await gateway.Client(session.Key).WhoAmIAsync(Cancel);
        (me.Name, me.Kind).ShouldBe(("Ada", PrincipalKind.Person));
        me.Roles.ShouldBe([Role.Builder, Role.Approver]);
        me.Scopes.ShouldBe([Scope.Read, Scope.Write, Scope.Run, Scope.Approve]);
        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(null).SignInAsync(invitation.Token, Cancel));
        (await gateway.Admin.ListInvitationsAsync(cancellationToken: Cancel)).Items.ShouldBeEmpty();
        var person = (await gateway.Admin.ListPeopleAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        (person.Email, person.LastSeenAt is not null).ShouldBe(("ada@example.com", true));
    }

    [Fact]
    public async Task A_revoked_invitation_brings_nobody_in_and_a_name_is_invited_once()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var first = await gateway.Admin.InviteAsync(new InvitePerson("Ada", [Role.Viewer]), Cancel);
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.InviteAsync(new InvitePerson("Ada", [Role.Viewer]), Cancel));
        await gateway.Admin.RevokeInvitationAsync(first.Info.Id, Cancel);
        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(null).SignInAsync(first.Token, Cancel));
        await RefusedAsync(HttpStatusCode.NotFound, () => gateway.Admin.RevokeInvitationAsync(first.Info.Id, Cancel));

        await SignInAsync(gateway, "Ada", Role.Viewer);
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.InviteAsync(new InvitePerson("Ada", [Role.Viewer]), Cancel));
    }

    [Theory]
    [InlineData("", "ada@example.com")]
    [InlineData("Ada", "not an address")]
    public async Task An_invitation_that_makes_no_sense_is_refused(string name, string email)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await RefusedAsync(HttpStatusCode.BadRequest, () => gateway.Admin.InviteAsync(new InvitePerson(name, [Role.Viewer], email), Cancel));
        await RefusedAsync(HttpStatusCode.BadRequest, () => gateway.Admin.InviteAsync(new InvitePerson("Bob", []), Cancel));
    }

    [Fact]
    public async Task Nobody_gives_a_role_whose_scopes_they_lack()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (_, bob) = await SignInAsync(gateway, "Bob", Role.Viewer);
        var (_, chief) = await SignInAsync(gateway, "Chief", Role.Administrator);
        var clerk = gateway.Client(await gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Admin));

        foreach (var attempt in new Func<Task>[]
        {
            () => clerk.InviteAsync(new InvitePerson("Ada", [Role.Builder]), Cancel), () => clerk.ChangeRolesAsync(bob.Id, [Role.Administrator], Cancel),
            () => clerk.CreateSignInLinkAsync(new CreateSignInLink("Ada", [Role.Approver]), Cancel),
            () => clerk.CreateSignInLinkAsync(new CreateSignInLink("Chief", [Role.Viewer]), Cancel),
        })
        {
            (await RefusedAsync(HttpStatusCode.Forbidden, attempt)).Rule.ShouldBe("no-escalation");
        }

        (await gateway.Admin.GetPersonAsync(bob.Id, Cancel)).Roles.ShouldBe([Role.Viewer]);
        (await clerk.InviteAsync(new InvitePerson("Eve", [Role.Viewer]), Cancel)).Info.Name.ShouldBe("Eve");
        chief.Roles.ShouldBe([Role.Administrator]);
    }

    [Fact]
    public async Task Other_roles_are_in_force_on_the_next_call_in_every_gateway()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var other = await TestGateway.StartAsync(gateway.Owner, gateway.Folder);
        var (key, ada) = await SignInAsync(gateway, "Ada", Role.Administrator);
        var own = (await gateway.Client(key).CreateKeyAsync(new CreateKey("own", PrincipalKind.Person, [Scope.Read, Scope.Admin]), Cancel)).Key;
        await other.Client(own).ListSecretsAsync(cancellationToken: Cancel);
        await SignInAsync(gateway, "Bob", Role.Administrator);

        await gateway.Admin.ChangeRolesAsync(ada.Id, [Role.Viewer], Cancel);

        (await gateway.Client(key).WhoAmIAsync(Cancel)).Scopes.ShouldBe([Scope.Read]);
        await RefusedAsync(HttpStatusCode.Forbidden, () => gateway.Client(own).ListSecretsAsync(cancellationToken: Cancel));
        await Eventually.TrueAsync(
            async () => (await other.Client(own).WhoAmIAsync(Cancel)).Scopes is [Scope.Read], TimeSpan.FromSeconds(5), "the other gateway hears of it", Cancel);
    }

    [Fact]
    public async Task A_key_with_some_of_its_persons_scopes_has_none_of_the_roles_that_give_more()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (key, _) = await SignInAsync(gateway, "Ada", Role.Administrator, Role.Viewer);
        var narrow = await gateway.Client(key).CreateKeyAsync(new CreateKey("narrow", PrincipalKind.Person, [Scope.Read]), Cancel);

        var me = await gateway.Client(narrow.Key).WhoAmIAsync(Cancel);

        (me.Name, narrow.Info.PersonId is not null).ShouldBe(("Ada", true));
        me.Scopes.ShouldBe([Scope.Read]);
        me.Roles.ShouldBe([Role.Viewer]);
    }

    [Fact]
    public async Task Suspending_ends_sessions_at_once_and_refuses_own_keys_until_reinstated()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (key, ada) = await SignInAsync(gateway, "Ada", Role.Administrator);
        await SignInAsync(gateway, "Bob", Role.Administrator);
        var own = gateway.Client((await gateway.Client(key).CreateKeyAsync(new CreateKey("own", PrincipalKind.Person, [Scope.Read]), Cancel)).Key);
        await own.WhoAmIAsync(Cancel);

        (await gateway.Admin.SuspendPersonAsync(ada.Id, Cancel)).SuspendedAt.ShouldNotBeNull();

        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(key).WhoAmIAsync(Cancel));
        await RefusedAsync(HttpStatusCode.Unauthorized, () => own.WhoAmIAsync(Cancel));
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.CreateSignInLinkAsync(new CreateSignInLink("Ada", [Role.Viewer]), Cancel));
        (await gateway.Admin.ReinstatePersonAsync(ada.Id, Cancel)).SuspendedAt.ShouldBeNull();
        (await own.WhoAmIAsync(Cancel)).Name.ShouldBe("Ada");
        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(key).WhoAmIAsync(Cancel));
    }

    [Fact]
    public async Task Removing_takes_sessions_and_own_keys_along_and_frees_the_name()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (key, ada) = await SignInAsync(gateway, "Ada", Role.Administrator);
        await SignInAsync(gateway, "Bob", Role.Administrator);
        var own = await gateway.Client(key).CreateKeyAsync(new CreateKey("own", PrincipalKind.Person, [Scope.Read]), Cancel);

        await gateway.Admin.RemovePersonAsync(ada.Id, Cancel);

        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(key).WhoAmIAsync(Cancel));
        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(own.Key).WhoAmIAsync(Cancel));
        await RefusedAsync(HttpStatusCode.NotFound, () => gateway.Admin.GetPersonAsync(ada.Id, Cancel));
        (await SignInAsync(gateway, "Ada", Role.Viewer)).Person.Id.ShouldNotBe(ada.Id);
    }

    [Fact]
    public async Task The_last_active_administrator_stays_one_even_when_two_go_at_the_same_time()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (_, ada) = await SignInAsync(gateway, "Ada", Role.Administrator);
        foreach (var attempt in new Func<Task>[]
        {
            () => gateway.Admin.ChangeRolesAsync(ada.Id, [Role.Viewer], Cancel), () => gateway.Admin.SuspendPersonAsync(ada.Id, Cancel),
            () => gateway.Admin.RemovePersonAsync(ada.Id, Cancel),
        })
        {
            (await RefusedAsync(HttpStatusCode.Conflict, attempt)).Detail.ShouldContain("last active administrator");
        }

        var (_, bob) = await SignInAsync(gateway, "Bob", Role.Administrator);
        var went = await Task.WhenAll(new[] { ada, bob }.Select(p => SucceedsAsync(() => gateway.Admin.SuspendPersonAsync(p.Id, Cancel))));
        went.Count(done => done).ShouldBe(1);
        (await gateway.Admin.ListPeopleAsync(cancellationToken: Cancel)).Items.Count(p => p.SuspendedAt is null).ShouldBe(1);
    }

    [Fact]
    public async Task Every_act_is_an_event()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var invitation = await gateway.Admin.InviteAsync(new InvitePerson("Eve", [Role.Viewer]), Cancel);
        await gateway.Admin.RevokeInvitationAsync(invitation.Info.Id, Cancel);
        var (key, ada) = await SignInAsync(gateway, "Ada", Role.Viewer);
        await gateway.Admin.ChangeRolesAsync(ada.Id, [Role.Builder], Cancel);
        await gateway.Client(key).SignOutAsync(Cancel);
        await gateway.Admin.SuspendPersonAsync(ada.Id, Cancel);
        await gateway.Admin.ReinstatePersonAsync(ada.Id, Cancel);
        await gateway.Admin.RemovePersonAsync(ada.Id, Cancel);

        string[] expected =
        [
            "key.created", "person.invited", "person.invitation_revoked", "person.added", "identity.link_created", "identity.signed_in",
            "person.roles_changed", "identity.signed_out", "person.suspended", "person.reinstated", "person.removed",
        ];
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.ListEventsAsync(cancellationToken: Cancel)).Items.Select(e => e.Type).SequenceEqual(expected),
            TimeSpan.FromSeconds(10), "the log tells it all", Cancel);
    }

    [Fact]
    public async Task A_session_goes_on_over_the_API_and_a_stolen_token_ends_it()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var stranger = gateway.Client(null);
        var link = await gateway.Admin.CreateSignInLinkAsync(new CreateSignInLink("Ada", [Role.Viewer]), Cancel);
        var first = await stranger.SignInAsync(link.Token, Cancel);
        (first.ExpiresAt - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        var second = await stranger.RefreshSessionAsync(first.RefreshToken, Cancel);
        var third = await stranger.RefreshSessionAsync(second.RefreshToken, Cancel);
        (await gateway.Client(third.Key).WhoAmIAsync(Cancel)).Name.ShouldBe("Ada");

        await RefusedAsync(HttpStatusCode.Unauthorized, () => stranger.RefreshSessionAsync(first.RefreshToken, Cancel));

        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(third.Key).WhoAmIAsync(Cancel));
        await RefusedAsync(HttpStatusCode.Unauthorized, () => stranger.RefreshSessionAsync(third.RefreshToken, Cancel));
        await RefusedAsync(HttpStatusCode.Unauthorized, () => stranger.RefreshSessionAsync("nonsense", Cancel));
    }

    internal static async Task<(string Key, PersonInfo Person)> SignInAsync(TestGateway gateway, string name, params Role[] roles)
    {
        var link = await gateway.Admin.CreateSignInLinkAsync(new CreateSignInLink(name, roles), Cancel);
        var session = await gateway.Client(null).SignInAsync(link.Token, Cancel);
        return (session.Key, (await gateway.Admin.ListPeopleAsync(name, cancellationToken: Cancel)).Items.ShouldHaveSingleItem());
    }

    internal static async Task<PlatformException> RefusedAsync(HttpStatusCode status, Func<Task> attempt)
    {
        var refused = await Should.ThrowAsync<PlatformException>(attempt);
        refused.Status.ShouldBe(status);
        return refused;
    }

    private static async Task<bool> SucceedsAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return true;
        }
        catch (PlatformException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }
}
