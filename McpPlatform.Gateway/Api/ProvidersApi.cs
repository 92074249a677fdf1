using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Identity.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>Signing in by a provider: the browser is sent there, and its answer becomes a session.</summary>
internal static class ProvidersApi
{
    public static void MapProviders(this IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("/sign-in/providers").AllowAnonymous();
        providers.MapGet("/", (ProviderSignIn signIn) => signIn.Providers).WithName("ListSignInProviders").WithSummary("Lists providers by which people sign in.");
        providers.MapPost("/{name}", BeginAsync).WithName("BeginSignIn").WithSummary("Begins to sign somebody in by a provider.");
        api.MapPost("/sign-in/answer", CompleteAsync).AllowAnonymous().WithName("CompleteSignIn").WithSummary("Begins a session by what a provider answered.");
    }

    private static async Task<Ok<BegunSignIn>> BeginAsync(
        string name, BeginSignIn body, ProviderSignIn signIn, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await signIn.BeginAsync(name, body, cancellationToken));
    }

    private static async Task<Ok<Session>> CompleteAsync(
        CompleteSignIn body, ProviderSignIn signIn, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await signIn.CompleteAsync(body, cancellationToken) is { } session
            ? TypedResults.Ok(session)
            : throw new BadHttpRequestException("The provider's answer belongs to no sign-in that was begun here, or came too late. Begin again.", StatusCodes.Status401Unauthorized);
    }
}
