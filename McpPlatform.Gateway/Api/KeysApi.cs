using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>API keys. A made key is not kept for repeats: it is shown once.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").Needs(Actions.ManageKeys);
        keys.MapGet("/", ListAsync).WithName("ListKeys").WithSummary("Lists keys, newest first.");
        keys.MapPost("/", CreateAsync).WithName("CreateKey").WithSummary("Makes a key, shown this once.");
        keys.MapPost("/{id:guid}/rotate", RotateAsync).WithName("RotateKey").WithSummary("Replaces a key by another with the same rights, shown this once.");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeKey").WithSummary("Revokes a key at once.");
    }

    private static Task<Page<KeyInfo>> ListAsync(Caller caller, [AsParameters] PageQuery query, KeyService keys, CancellationToken cancellationToken) =>
        keys.ListAsync(caller, query.Page, cancellationToken);

    private static async Task<Created<CreatedKey>> CreateAsync(
        Caller caller, CreateKey body, KeyService keys, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, await keys.CreateAsync(caller, body, cancellationToken));
    }

    private static async Task<Created<CreatedKey>> RotateAsync(
        Caller caller, Guid id, RotateKey body, KeyService keys, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, await keys.RotateAsync(caller, id, body, cancellationToken));
    }

    private static async Task<NoContent> RevokeAsync(Caller caller, Guid id, KeyService keys, CancellationToken cancellationToken)
    {
        await keys.RevokeAsync(caller, id, cancellationToken);
        return TypedResults.NoContent();
    }
}
