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

    // A caller who is known already costs no waiting, and so no state to wait with.
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        if (ForwardedCallers.IsForwarded(context.Request) && endpoint.Metadata.GetMetadata<TakesForwarded>() is not null
            && forwarded.Open(context.Request) is { } known)
        {
            context.Features.Set(new Caller(known, IsForwarded: true));
            return next(context);
        }

        var recognising = recognition.RecogniseAsync(Credentials.Of(context), context.RequestAborted);
        return recognising.IsCompletedSuccessfully ? GoOnAsync(context, recognising.Result) : WaitAsync(context, recognising);
    }

    private async Task WaitAsync(HttpContext context, ValueTask<Recognised> recognising) => await GoOnAsync(context, await recognising);

    private Task GoOnAsync(HttpContext context, Recognised recognised)
    {
        var (principal, problem) = recognised;
        if (principal is null)
        {
            challenge.Unknown(context, problem);
            return Problems.WriteAsync(
                context, Problems.New(401, problem?.Message ?? "Send a valid key as 'Authorization: Bearer KEY'. Keys expire and can be revoked."));
        }

        context.Features.Set(new Caller(principal));
        return next(context);
    }

    /// <summary>The key a request carries; empty for none.</summary>
    public static ReadOnlyMemory<char> KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header.AsMemory(Scheme.Length).Trim()
            : default;
}
