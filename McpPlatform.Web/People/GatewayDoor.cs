using System.Security.Claims;
using McpPlatform.Client;
using McpPlatform.Client.Sessions;
using McpPlatform.Web.SignIn;

namespace McpPlatform.Web.People;

/// <summary>Opens the Gateway with a person's own session or key. There is no other key to open it with.</summary>
/// <param name="clients">Makes HTTP clients.</param>
/// <param name="handlers">Makes what sends for them.</param>
/// <param name="sessions">The sessions of people.</param>
internal sealed class GatewayDoor(IHttpClientFactory clients, IHttpMessageHandlerFactory handlers, SessionFolder sessions)
{
    /// <summary>A client without a key, for signing in.</summary>
    public PlatformClient OpenForStranger() => new(clients.CreateClient(PeopleServices.Gateway));

    /// <summary>A client with a key.</summary>
    /// <param name="key">The key.</param>
    public PlatformClient Open(string key)
    {
        var http = clients.CreateClient(PeopleServices.Gateway);
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return new PlatformClient(http);
    }

    /// <summary>A client for a signed-in person.</summary>
    /// <param name="person">The person.</param>
    public PlatformClient Open(ClaimsPrincipal person) =>
        person.FindFirstValue(SessionCookie.SessionClaim) is { } handle
            ? Open(sessions.Of(handle))
            : Open(person.FindFirstValue(SessionCookie.KeyClaim) ?? throw new InvalidOperationException("Nobody is signed in."));

    private PlatformClient Open(SessionFile session)
    {
        var address = clients.CreateClient(PeopleServices.Gateway).BaseAddress;
        var sender = new SessionHandler(session, handlers.CreateHandler(PeopleServices.Gateway));
        return new PlatformClient(new HttpClient(sender, disposeHandler: false) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan });
    }
}
