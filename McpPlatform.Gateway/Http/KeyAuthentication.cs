using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Replicas;
using Microsoft.AspNetCore.Authorization;

namespace McpPlatform.Gateway.Http;

/// <summary>
/// Finds out who sends a request: by the key or token in <c>Authorization: Bearer</c>, or by the word of another replica that found it out. Only endpoints
/// that say so go without.
/// </summary>
internal sealed class KeyAuthentication(RequestDelegate next, Recognition recognition, ForwardedCallers forwarded, Challenge challenge)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        if (ForwardedCallers.IsForwarded(context.Request) && endpoint.Metadata.GetMetadata<TakesForwarded>() is not null
            && forwarded.Open(context.Request) is { } known)
        {
            context.Features.Set(new Caller(known, IsForwarded: true));
            await next(context);
            return;
        }

        var (principal, problem) = await recognition.RecogniseAsync(Credentials.Of(context), context.RequestAborted);
        if (principal is null)
        {
            challenge.Unknown(context, problem);
            await Problems.WriteAsync(
                context, Problems.New(401, problem?.Message ?? "Send a valid key as 'Authorization: Bearer KEY'. Keys expire and can be revoked."));
            return;
        }

        context.Features.Set(new Caller(principal));
        await next(context);
    }

    /// <summary>The key a request carries; <see langword="null"/> for none.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}
