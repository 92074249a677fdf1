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
        api.MapPost("/sign-in", SignInAsync).AllowAnonymous().WithName("SignIn").WithSummary("Exchanges a one-time token for a session key.");
        api.MapDelete("/session", SignOutAsync).NeedsAnyKey().WithName("SignOut").WithSummary("Ends the session whose key is sent.");
        api.MapPost("/sign-in-links", CreateLinkAsync).Needs(Actions.ManageKeys).WithName("CreateSignInLink").WithSummary("Makes a one-time sign-in token.");
    }

    private static WhoAmI Me(Caller caller)
    {
        var principal = caller.Principal;
        return new WhoAmI(principal.Tenant, principal.Name, principal.Kind, principal.Scopes);
    }

    private static async Task<Ok<CreatedKey>> SignInAsync(
        SignIn body, SignInService signIn, HttpContext context, CancellationToken cancellationToken)
    {
        if (await signIn.SignInAsync(body.Token, cancellationToken) is { } session)
        {
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(session);
        }

        throw new BadHttpRequestException("The sign-in token is unknown, used, or expired. Ask for a new link.", StatusCodes.Status401Unauthorized);
    }

    private static async Task<NoContent> SignOutAsync(Caller caller, SignInService signIn, HttpContext context, CancellationToken cancellationToken)
    {
        await signIn.SignOutAsync(caller, KeyAuthentication.KeyOf(context.Request) ?? "", cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Created<SignInLink>> CreateLinkAsync(
        Caller caller, CreateSignInLink body, SignInService signIn, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, await signIn.CreateLinkAsync(caller, body, cancellationToken));
    }
}
