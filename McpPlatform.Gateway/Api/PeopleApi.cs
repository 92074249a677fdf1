using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>People and invitations. An invitation's token is not kept for repeats: it is shown once.</summary>
internal static class PeopleApi
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        var people = api.MapGroup("/people").Needs(Actions.ManagePeople);
        people.MapGet("/", ListAsync).WithName("ListPeople").WithSummary("Lists people by name.");
        people.MapGet("/{id:guid}", GetAsync).WithName("GetPerson").WithSummary("One person.");
        people.MapPut("/{id:guid}/roles", ChangeRolesAsync).WithName("ChangeRoles").WithSummary("Gives a person other roles, at once.");
        people.MapPost("/{id:guid}/suspend", SuspendAsync).Idempotent().WithName("SuspendPerson")
            .WithSummary("Suspends a person: its sessions end, its own keys are refused.");
        people.MapPost("/{id:guid}/reinstate", ReinstateAsync).Idempotent().WithName("ReinstatePerson").WithSummary("Lets a suspended person in again.");
        people.MapDelete("/{id:guid}", RemoveAsync).WithName("RemovePerson").WithSummary("Removes a person, its sessions and its own keys.");
        people.MapGet("/invitations", ListInvitationsAsync).WithName("ListInvitations").WithSummary("Lists open invitations, newest first.");
        people.MapPost("/invitations", InviteAsync).WithName("InvitePerson").WithSummary("Invites a person by a one-time token, shown this once.");
        people.MapDelete("/invitations/{id:guid}", RevokeAsync).WithName("RevokeInvitation").WithSummary("Takes an invitation back.");
    }

    private static Task<Page<PersonInfo>> ListAsync(
        Caller caller, string? name, [AsParameters] PageQuery query, PeopleService people, CancellationToken cancellationToken) =>
        people.ListAsync(caller, string.IsNullOrEmpty(name) ? null : name, query.Page, cancellationToken);

    private static Task<PersonInfo> GetAsync(Caller caller, Guid id, PeopleService people, CancellationToken cancellationToken) =>
        people.GetAsync(caller, id, cancellationToken);

    private static Task<PersonInfo> ChangeRolesAsync(
        Caller caller, Guid id, ChangeRoles body, PeopleService people, CancellationToken cancellationToken) =>
        people.ChangeRolesAsync(caller, id, body, cancellationToken);

    private static Task<PersonInfo> SuspendAsync(Caller caller, Guid id, PeopleService people, CancellationToken cancellationToken) =>
        people.SuspendAsync(caller, id, cancellationToken);

    private static Task<PersonInfo> ReinstateAsync(Caller caller, Guid id, PeopleService people, CancellationToken cancellationToken) =>
        people.ReinstateAsync(caller, id, cancellationToken);

    private static async Task<NoContent> RemoveAsync(Caller caller, Guid id, PeopleService people, CancellationToken cancellationToken)
    {
        await people.RemoveAsync(caller, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Page<InvitationInfo>> ListInvitationsAsync(
        Caller caller, [AsParameters] PageQuery query, InvitationService invitations, CancellationToken cancellationToken) =>
        invitations.ListAsync(caller, query.Page, cancellationToken);

    private static async Task<Created<CreatedInvitation>> InviteAsync(
        Caller caller, InvitePerson body, InvitationService invitations, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, await invitations.InviteAsync(caller, body, cancellationToken));
    }

    private static async Task<NoContent> RevokeAsync(Caller caller, Guid id, InvitationService invitations, CancellationToken cancellationToken)
    {
        await invitations.RevokeAsync(caller, id, cancellationToken);
        return TypedResults.NoContent();
    }
}
