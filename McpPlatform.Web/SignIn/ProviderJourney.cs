using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Web.People;

namespace McpPlatform.Web.SignIn;

/// <summary>
/// The way of a browser to a provider and back. What the answer is checked against travels in a cookie of its own, which the provider's redirect
/// brings along and no other site can set; the session's cookie would not come along.
/// </summary>
internal static class ProviderJourney
{
    /// <summary>Where it begins.</summary>
    public const string Start = "/signin/with/{provider}";

    /// <summary>Where the provider sends the browser back to; it has to be registered there.</summary>
    public const string End = "/signin/answer";

    private const string Cookie = "mcpp-signin";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Sends the browser to a provider.</summary>
    public static async Task<IResult> BeginAsync(GatewayDoor door, HttpContext context, string provider, CancellationToken cancellationToken)
    {
        var begun = await door.OpenForStranger().BeginSignInAsync(provider, new Uri($"{context.Request.Scheme}://{context.Request.Host}{End}"), cancellationToken);
        context.Response.Cookies.Append(Cookie, begun.Transaction, CookieOptions(context));
        return Results.Redirect(begun.Address);
    }

    /// <summary>Takes what the provider answered.</summary>
    /// <exception cref="ProviderAnswerException">It is no sign-in.</exception>
    public static async Task<Session> EndAsync(GatewayDoor door, HttpContext context, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var transaction = context.Request.Cookies[Cookie];
        context.Response.Cookies.Delete(Cookie, CookieOptions(context));
        if (transaction is null || query["state"].Count != 1)
        {
            throw new ProviderAnswerException("The sign-in took too long, or was begun in another browser. Begin again.");
        }

        try
        {
            return await door.OpenForStranger().CompleteSignInAsync(
                new CompleteSignIn(transaction, query["state"]!, One(query, "code"), One(query, "iss")), cancellationToken);
        }
        catch (PlatformException refused) when (refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ServiceUnavailable)
        {
            throw new ProviderAnswerException(refused.Message);
        }
    }

    private static string? One(IQueryCollection query, string name) => query[name] is [var value] ? value : null;

    private static CookieOptions CookieOptions(HttpContext context) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = End, MaxAge = Patience, IsEssential = true,
    };
}

/// <summary>A provider's answer signs nobody in.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class ProviderAnswerException(string message) : Exception(message);
