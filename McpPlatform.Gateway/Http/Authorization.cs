using McpPlatform.Core.Identity;
using Microsoft.AspNetCore.Authorization;

namespace McpPlatform.Gateway.Http;

/// <summary>The action an endpoint stands for; <see langword="null"/> where any valid key will do.</summary>
internal sealed record Needs(string? Action);

/// <summary>
/// Asks the policy before a request's body is read. An endpoint that names no action is refused, so that a new one cannot be forgotten. The
/// application services ask again with the exact resource.
/// </summary>
internal sealed class Authorization(RequestDelegate next, IPolicy policy)
{
    public Task InvokeAsync(HttpContext context)
    {
        var required = context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? RequireAsync(context, endpoint.Metadata.GetMetadata<Needs>())
            : ValueTask.CompletedTask;
        return required.IsCompletedSuccessfully ? next(context) : WaitAsync(context, required);
    }

    private async Task WaitAsync(HttpContext context, ValueTask required)
    {
        await required;
        await next(context);
    }

    private async ValueTask RequireAsync(HttpContext context, Needs? needs)
    {
        if (needs is null)
        {
            throw new ForbiddenException(new PolicyDecision(false, "deny-by-default", "The endpoint says not what it needs."));
        }

        if (needs.Action is not null)
        {
            await policy.RequireAsync(Caller.Of(context), needs.Action, context.Request.Path, context.RequestAborted);
        }
    }
}
