using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>People, invitations, and how people sign in.</content>
public sealed partial class PlatformClient
{
    /// <summary>Begins a session by the one-time token of a sign-in link or an invitation.</summary>
    /// <param name="token">The token of the link.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Session> SignInAsync(string token, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "sign-in", new SignIn(token), ContractsJson.Default.SignIn, ContractsJson.Default.Session, cancellationToken);

    /// <summary>Lists providers by which people sign in.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyList<SignInProvider>> ListSignInProvidersAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "sign-in/providers", ContractsJson.Default.IReadOnlyListSignInProvider, cancellationToken);

    /// <summary>Begins to sign somebody in by a provider.</summary>
    /// <param name="provider">Name of the provider.</param>
    /// <param name="callback">Where the provider sends the browser back to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<BegunSignIn> BeginSignInAsync(string provider, Uri callback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return gateway.PostAsync(
            $"{Root}sign-in/providers/{Escape(provider)}", new BeginSignIn(callback.AbsoluteUri), ContractsJson.Default.BeginSignIn,
            ContractsJson.Default.BegunSignIn, cancellationToken);
    }

    /// <summary>Begins a session by what a provider answered.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Session> CompleteSignInAsync(CompleteSignIn answer, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "sign-in/answer", answer, ContractsJson.Default.CompleteSignIn, ContractsJson.Default.Session, cancellationToken);

    /// <summary>Gives a session its next key and refresh token; 401 when it has ended. A refresh token works once.</summary>
    /// <param name="refreshToken">The refresh token that was given out last.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Session> RefreshSessionAsync(string refreshToken, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "sessions/refresh", new RefreshSession(refreshToken), ContractsJson.Default.RefreshSession, ContractsJson.Default.Session,
            cancellationToken);

    /// <summary>Ends the session whose key this client sends; a key that was made as one stays good.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task SignOutAsync(CancellationToken cancellationToken = default) => gateway.DeleteAsync(Root + "session", cancellationToken);

    /// <summary>Makes a one-time sign-in token for a person.</summary>
    /// <param name="link">For whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<SignInLink> CreateSignInLinkAsync(CreateSignInLink link, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "sign-in-links", link, ContractsJson.Default.CreateSignInLink, ContractsJson.Default.SignInLink, cancellationToken);

    /// <summary>Lists people by name.</summary>
    /// <param name="name">Only the person of exactly this name; <see langword="null"/> for all.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<PersonInfo>> ListPeopleAsync(
        string? name = null, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "people", cursor, limit, ("name", name)), ContractsJson.Default.PagePersonInfo, cancellationToken);

    /// <summary>One person.</summary>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PersonInfo> GetPersonAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.GetAsync($"{Root}people/{id}", ContractsJson.Default.PersonInfo, cancellationToken);

    /// <summary>Gives a person other roles, at once; 409 for the last active administrator.</summary>
    /// <param name="id">The person.</param>
    /// <param name="roles">All it has from now on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PersonInfo> ChangeRolesAsync(Guid id, IReadOnlyList<Role> roles, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(
            $"{Root}people/{id}/roles", new ChangeRoles(roles), ContractsJson.Default.ChangeRoles, ContractsJson.Default.PersonInfo, cancellationToken);

    /// <summary>Suspends a person: its sessions end, its own keys are refused; 409 for the last active administrator.</summary>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PersonInfo> SuspendPersonAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}people/{id}/suspend", ContractsJson.Default.PersonInfo, cancellationToken);

    /// <summary>Lets a suspended person in again.</summary>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PersonInfo> ReinstatePersonAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}people/{id}/reinstate", ContractsJson.Default.PersonInfo, cancellationToken);

    /// <summary>Removes a person, its sessions and its own keys; 409 for the last active administrator.</summary>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemovePersonAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync($"{Root}people/{id}", cancellationToken);

    /// <summary>Invites a person by a one-time token.</summary>
    /// <param name="person">Whom, as what.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CreatedInvitation> InviteAsync(InvitePerson person, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "people/invitations", person, ContractsJson.Default.InvitePerson, ContractsJson.Default.CreatedInvitation, cancellationToken);

    /// <summary>Lists open invitations, newest first.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<InvitationInfo>> ListInvitationsAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "people/invitations", cursor, limit), ContractsJson.Default.PageInvitationInfo, cancellationToken);

    /// <summary>Takes an invitation back.</summary>
    /// <param name="id">The invitation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RevokeInvitationAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync($"{Root}people/invitations/{id}", cancellationToken);
}
