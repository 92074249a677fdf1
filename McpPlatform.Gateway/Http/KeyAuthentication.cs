using McpPlatform.Core.Identity;
using Microsoft.AspNetCore.Authorization;

namespace McpPlatform.Gateway.Http;

/// <summary>Finds out who sends a request, by the key in <c>Authorization: Bearer</c>. Only endpoints that say so go without.</summary>
internal sealed class KeyAuthentication(RequestDelegate next, KeyService keys)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        if (await keys.AuthenticateAsync(KeyOf(context.Request), context.RequestAborted) is not { } principal)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems.WriteAsync(context, Problems.New(401, "Send a valid key as 'Authorization: Bearer KEY'. Keys expire and can be revoked."));
            return;
        }

        context.Features.Set(new Caller(WithCertificate(principal, context)));
        await next(context);
    }

    private static Principal WithCertificate(Principal principal, HttpContext context) =>
        context.Connection.ClientCertificate is { } certificate ? principal with { Certificate = certificate.Subject } : principal;

    /// <summary>The key a request carries; <see langword="null"/> for none.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}
