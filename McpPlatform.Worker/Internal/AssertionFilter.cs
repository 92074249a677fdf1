using McpPlatform.Core.Identity;
using McpPlatform.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Internal;

/// <summary>Lets only requests in that carry a good assertion of a principal.</summary>
/// <param name="platform">The shared key.</param>
/// <param name="time">The clock.</param>
internal sealed class AssertionFilter(IOptions<PlatformOptions> platform, TimeProvider time) : IEndpointFilter
{
    private readonly PrincipalAssertion assertion = new(Convert.FromBase64String(platform.Value.InternalKey), time);

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var header = context.HttpContext.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(PrincipalAssertion.Scheme + " ", StringComparison.Ordinal) ? header[(PrincipalAssertion.Scheme.Length + 1)..] : null;
        if (assertion.Verify(token) is not { } principal)
        {
            return Results.Problem("The request carries no good assertion of a principal.", statusCode: StatusCodes.Status401Unauthorized);
        }

        context.HttpContext.Items[typeof(Principal)] = principal;
        return await next(context);
    }
}

/// <summary>What filters leave with a request.</summary>
internal static class RequestState
{
    /// <summary>On whose behalf.</summary>
    /// <param name="context">The request.</param>
    public static Principal Principal(this HttpContext context) => (Principal)context.Items[typeof(Principal)]!;

    /// <summary>Ends when the caller leaves or the deadline passes.</summary>
    /// <param name="context">The request.</param>
    public static CancellationToken Deadline(this HttpContext context) => (CancellationToken)context.Items[typeof(CancellationToken)]!;
}
