using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>Who is asking, and how people sign in.</summary>
internal static class IdentityApi
{
    public static void MapIdentity(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me", Me).NeedsAnyKey().WithName("WhoAmI").WithSummary("Who the key stands for.");
        api.MapPost("/sign-in", SignInAsync).AllowAnonymous().WithName("SignIn")
            .WithSummary("Begins a session by the one-time token of a sign-in link or an invitation.");
        api.MapPost("/sessions/refresh", RefreshAsync).AllowAnonymous().WithName("RefreshSession")
            .WithSummary("Gives a session its next key and refresh token.");
        api.MapDelete("/session", SignOutAsync).NeedsAnyKey().WithName("SignOut").WithSummary("Ends the session whose key is sent.");
        api.MapPost("/sign-in-links", CreateLinkAsync).Needs(Actions.ManagePeople).WithName("CreateSignInLink")
            .WithSummary("Makes a one-time sign-in token for a person.");
    }

    private static WhoAmI Me(Caller caller)
    {
        var principal = caller.Principal;
        return new WhoAmI(principal.Tenant, principal.Name, principal.Kind, principal.Scopes, principal.Roles);
    }

    private static async Task<Ok<Session>> SignInAsync(SignIn body, SignInService signIn, HttpContext context, CancellationToken cancellationToken) =>
        Shown(context, await signIn.SignInAsync(body.Token, cancellationToken), "The sign-in token is unknown, used, revoked, or expired. Ask for a new link.");

    private static async Task<Ok<Session>> RefreshAsync(
        RefreshSession body, SignInService signIn, HttpContext context, CancellationToken cancellationToken) =>
        Shown(context, await signIn.RefreshAsync(body.RefreshToken, cancellationToken), "The session has ended. Sign in by a new link.");

    private static Ok<Session> Shown(HttpContext context, Session? session, string otherwise)
    {
        context.Response.Headers.CacheControl = "no-store";
        return session is null ? throw new BadHttpRequestException(otherwise, StatusCodes.Status401Unauthorized) : TypedResults.Ok(session);
    }

    private static async Task<NoContent> SignOutAsync(Caller caller, SignInService signIn, HttpContext context, CancellationToken cancellationToken)
    {
        await signIn.SignOutAsync(caller, KeyAuthentication.KeyOf(context.Request).ToString(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Created<SignInLink>> CreateLinkAsync(
        Caller caller, CreateSignInLink body, SignInService signIn, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, await signIn.CreateLinkAsync(caller, body, cancellationToken));
    }
}
