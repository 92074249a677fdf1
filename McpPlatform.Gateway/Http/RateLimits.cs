using System.Globalization;
using McpPlatform.Gateway.Limits;
using Microsoft.AspNetCore.RateLimiting;

namespace McpPlatform.Gateway.Http;

/// <summary>Limits the HTTP API, so that no caller slows the others; an address has a bucket where there is no key. MCP limits its calls itself.</summary>
internal sealed class RateLimits(RequestDelegate next, CallerLimits limits)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null && Take(context) is { } reached
            ? RefuseAsync(context, reached)
            : next(context);

    private LimitReached? Take(HttpContext context) => context.Features.Get<Caller>() is { } caller
        ? limits.Take(caller.Principal)
        : limits.Take(context.Connection.RemoteIpAddress?.ToString() ?? "");

    private static Task RefuseAsync(HttpContext context, LimitReached reached)
    {
        context.Response.Headers.RetryAfter = LimitReached.Seconds(reached.Wait).ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(context, Problems.New(StatusCodes.Status429TooManyRequests, reached.Message));
    }
}
