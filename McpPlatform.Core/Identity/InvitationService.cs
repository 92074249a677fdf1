using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Invites people by one-time links. Accepting one is <see cref="SignInService"/>'s.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="people">Where invitations are kept.</param>
/// <param name="time">The clock.</param>
public sealed class InvitationService(IPolicy policy, IPeopleStore people, TimeProvider time)
{
    private const string Resource = "people/invitations";
    private const int MaxEmailLength = 254;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(72);

    /// <summary>Invites a person.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">Whom, as what.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The invitation with its token, shown this once.</returns>
    /// <exception cref="ConflictException">There is a person, or an open invitation, of that name.</exception>
    public async Task<CreatedInvitation> InviteAsync(Principal by, InvitePerson request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManagePeople, Resource, cancellationToken);
        GrantRules.CheckName(request.Name, "name");
        CheckEmail(request.Email);
        var invited = request with { Roles = GrantRules.CheckRoles(by, request.Roles) };
        var token = ApiKey.CreateInvitation();
        return new CreatedInvitation(token, await people.InviteAsync(by, invited, ApiKey.Hash(token), time.GetUtcNow() + Lifetime, cancellationToken));
    }

    /// <summary>Lists invitations that can still be accepted, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<InvitationInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePeople, Resource, cancellationToken);
        return await people.ListInvitationsAsync(by.Tenant, page, cancellationToken);
    }

    /// <summary>Takes an invitation back.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The invitation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such open invitation.</exception>
    public async Task RevokeAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePeople, Resource, cancellationToken);
        if (!await people.RevokeInvitationAsync(by, id, cancellationToken))
        {
            throw new NotFoundException($"There is no open invitation {id}. 'mcpp people invitations' shows those that are.");
        }
    }

    private static void CheckEmail(string? email)
    {
        if (email is not null && (email.Length > MaxEmailLength || !System.Net.Mail.MailAddress.TryCreate(email, out var address) || address.Address != email))
        {
            throw new InvalidInputException($"'email' must be an e-mail address of at most {MaxEmailLength} characters, such as ada@example.com.");
        }
    }
}
