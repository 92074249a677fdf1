using McpPlatform.Client;
using Microsoft.AspNetCore.Components.Authorization;

namespace McpPlatform.Web.People;

/// <summary>The Gateway as the person of this circuit reaches it.</summary>
/// <param name="door">Opens the Gateway.</param>
/// <param name="people">Says who the person is.</param>
internal sealed class PersonGateway(GatewayDoor door, AuthenticationStateProvider people)
{
    private PlatformClient? client;

    /// <summary>The client; the same one for the whole circuit.</summary>
    public async ValueTask<PlatformClient> OpenAsync() => client ??= door.Open((await people.GetAuthenticationStateAsync()).User);
}
