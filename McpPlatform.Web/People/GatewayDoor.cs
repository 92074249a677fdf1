using System.Security.Claims;
using McpPlatform.Client;
using McpPlatform.Web.SignIn;

namespace McpPlatform.Web.People;

/// <summary>Opens the Gateway with a person's own key. There is no other key to open it with.</summary>
/// <param name="clients">Makes HTTP clients.</param>
internal sealed class GatewayDoor(IHttpClientFactory clients)
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

    /// <summary>A client with the key of a signed-in person.</summary>
    /// <param name="person">The person.</param>
    public PlatformClient Open(ClaimsPrincipal person) =>
        Open(person.FindFirstValue(SessionCookie.KeyClaim) ?? throw new InvalidOperationException("Nobody is signed in."));
}
