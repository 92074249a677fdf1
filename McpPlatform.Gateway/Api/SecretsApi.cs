using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>Secrets go in and are listed by name; their values never come out.</summary>
internal static class SecretsApi
{
    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        var secrets = api.MapGroup("/secrets").Needs(Actions.ManageSecrets);
        secrets.MapGet("/", ListAsync).WithName("ListSecrets").WithSummary("Lists secrets by name, without values.");
        secrets.MapPut("/{name}", SetAsync).WithName("SetSecret").WithSummary("Sets a secret, as a new version.");
        secrets.MapDelete("/{name}", RemoveAsync).WithName("RemoveSecret").WithSummary("Removes a secret.");
        var own = api.MapGroup("/secrets/mine").Needs(Actions.OwnSecrets);
        own.MapPut("/{name}", SetOwnAsync).WithName("SetOwnSecret").WithSummary("Sets a secret of the caller's own, as a new version.");
        own.MapDelete("/{name}", RemoveOwnAsync).WithName("RemoveOwnSecret").WithSummary("Removes a secret of the caller's own.");
    }

    private static Task<Page<SecretInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, SecretAdministration secrets, CancellationToken cancellationToken) =>
        secrets.ListAsync(caller, query.Page, cancellationToken);

    private static Task<SecretInfo> SetAsync(
        Caller caller, string name, SetSecret body, SecretAdministration secrets, CancellationToken cancellationToken) =>
        secrets.SetAsync(caller, RouteText.Decode(name), body.Value, cancellationToken);

    private static Task<SecretInfo> SetOwnAsync(
        Caller caller, string name, SetSecret body, SecretAdministration secrets, CancellationToken cancellationToken) =>
        secrets.SetOwnAsync(caller, RouteText.Decode(name), body.Value, cancellationToken);

    private static async Task<NoContent> RemoveOwnAsync(Caller caller, string name, SecretAdministration secrets, CancellationToken cancellationToken)
    {
        await secrets.RemoveOwnAsync(caller, RouteText.Decode(name), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(Caller caller, string name, SecretAdministration secrets, CancellationToken cancellationToken)
    {
        await secrets.RemoveAsync(caller, RouteText.Decode(name), cancellationToken);
        return TypedResults.NoContent();
    }
}
