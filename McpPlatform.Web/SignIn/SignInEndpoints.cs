using System.Net;
using System.Security.Claims;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Web.Layout;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace McpPlatform.Web.SignIn;

/// <summary>Ways in and out: a one-time link, a person's key, a provider, signing out.</summary>
internal static class SignInEndpoints
{
    private const string NoGateway = "The gateway cannot be reached. Check that McpPlatform is still running, then try again.";

    /// <summary>Maps them.</summary>
    /// <param name="app">The host.</param>
    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet("/signin", (string? token, GatewayDoor door, SessionFolder sessions, HttpContext context, CancellationToken cancellationToken) =>
            string.IsNullOrWhiteSpace(token)
                ? Task.FromResult<IResult>(Results.LocalRedirect("/"))
                : EnterAsync(context, () => ByLinkAsync(door, sessions, token, cancellationToken)));
        app.MapPost("/signin", ([FromForm] string key, GatewayDoor door, HttpContext context, CancellationToken cancellationToken) =>
            EnterAsync(context, () => ByKeyAsync(door, key.Trim(), cancellationToken)));
        app.MapPost("/signout", LeaveAsync);
        app.MapGet(ProviderJourney.Start, (string provider, GatewayDoor door, HttpContext context, CancellationToken cancellationToken) =>
            GuardAsync(() => ProviderJourney.BeginAsync(door, context, provider, cancellationToken)));
        app.MapGet(ProviderJourney.End, (GatewayDoor door, SessionFolder sessions, HttpContext context, CancellationToken cancellationToken) =>
            EnterAsync(context, () => ByProviderAsync(door, sessions, context, cancellationToken)));
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, GatewayDoor door, SessionFolder sessions, CancellationToken cancellationToken)
    {
        if (context.User.Identity is { IsAuthenticated: true })
        {
            try
            {
                await door.Open(context.User).SignOutAsync(cancellationToken);
            }
            catch (PlatformException refused) when (refused.Status == HttpStatusCode.Unauthorized)
            {
                // The session has ended already; the cookie is all that is left of it.
            }
            catch (HttpRequestException)
            {
                return Refused(NoGateway, StatusCodes.Status502BadGateway);
            }
        }

        if (context.User.FindFirstValue(SessionCookie.SessionClaim) is { } handle)
        {
            sessions.End(handle);
        }

        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect("/");
    }

    private static Task<IResult> EnterAsync(HttpContext context, Func<Task<Entrance>> ask) => GuardAsync(async () =>
    {
        var entrance = await ask();
        await SessionCookie.WriteAsync(context, entrance.Person, entrance.Claim, entrance.Value);
        return new RazorComponentResult<SignedIn>();
    });

    private static async Task<IResult> GuardAsync(Func<Task<IResult>> go)
    {
        try
        {
            return await go();
        }
        catch (ProviderAnswerException exception)
        {
            return Refused(exception.Message, StatusCodes.Status401Unauthorized);
        }
        catch (PlatformException refused) when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest
            or HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return Refused("This link has been used already or has expired, or the key is not valid.", StatusCodes.Status401Unauthorized);
        }
        catch (HttpRequestException)
        {
            return Refused(NoGateway, StatusCodes.Status502BadGateway);
        }
    }

    private static async Task<Entrance> ByLinkAsync(GatewayDoor door, SessionFolder sessions, string token, CancellationToken cancellationToken)
    {
        var session = await door.OpenForStranger().SignInAsync(token, cancellationToken);
        return new Entrance(session.Person, SessionCookie.SessionClaim, await sessions.BeginAsync(session, cancellationToken));
    }

    private static async Task<Entrance> ByProviderAsync(GatewayDoor door, SessionFolder sessions, HttpContext context, CancellationToken cancellationToken)
    {
        var session = await ProviderJourney.EndAsync(door, context, cancellationToken);
        return new Entrance(session.Person, SessionCookie.SessionClaim, await sessions.BeginAsync(session, cancellationToken));
    }

    private static async Task<Entrance> ByKeyAsync(GatewayDoor door, string key, CancellationToken cancellationToken)
    {
        var who = await door.Open(key).WhoAmIAsync(cancellationToken);
        return who.Kind == PrincipalKind.Person
            ? new Entrance(who.Name, SessionCookie.KeyClaim, key)
            : throw new PlatformException(HttpStatusCode.Forbidden, new PlatformProblem(Detail: "This key does not stand for a person."));
    }

    private static RazorComponentResult<SignedOut> Refused(string reason, int status) =>
        new(new Dictionary<string, object?> { [nameof(SignedOut.Reason)] = reason }) { StatusCode = status };

    private sealed record Entrance(string Person, string Claim, string Value);
}
