using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Gateway.Agents;
using McpPlatform.Gateway.Identity.Issuers;

namespace McpPlatform.Gateway.Identity;

/// <summary>Says which issuers' tokens are taken here (RFC 9728), at the address of the gateway and at that of its MCP endpoint.</summary>
internal static class ProtectedResource
{
    public const string Path = "/.well-known/oauth-protected-resource";

    public static void MapProtectedResource(this IEndpointRouteBuilder app)
    {
        var open = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        open.MapGet(Path, (HttpContext context, IssuerDirectory issuers, OwnAddresses own, Challenge challenge) => Describe(context, "", issuers, own, challenge));
        open.MapGet(Path + McpEndpoint.Path, (HttpContext context, IssuerDirectory issuers, OwnAddresses own, Challenge challenge) =>
            Describe(context, McpEndpoint.Path, issuers, own, challenge));
    }

    private static IResult Describe(HttpContext context, string path, IssuerDirectory issuers, OwnAddresses own, Challenge challenge)
    {
        if (issuers.All.Count == 0 || own.Of(context.Request) is not { } root)
        {
            return Results.NotFound();
        }

        var description = new JsonObject
        {
            ["resource"] = root + path,
            ["authorization_servers"] = new JsonArray([.. issuers.All.Select(i => (JsonNode)i.Options.Address)]),
            ["bearer_methods_supported"] = new JsonArray("header"),
            ["resource_name"] = "McpPlatform",
        };
        if (challenge.Scopes.Count > 0)
        {
            description["scopes_supported"] = new JsonArray([.. challenge.Scopes.Select(s => (JsonNode)s)]);
        }

        // Clients in browsers look here before they have anything to show.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return Results.Text(description.ToJsonString(JsonSerializerOptions.Web), "application/json");
    }
}
