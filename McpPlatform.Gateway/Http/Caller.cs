using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Http;

/// <summary>Who sends the request: what authentication found, as a parameter of handlers.</summary>
/// <param name="Principal">Who.</param>
/// <param name="IsForwarded">Whether another replica recognised him and sent the request on.</param>
internal sealed record Caller(Principal Principal, bool IsForwarded = false)
{
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());

    /// <summary>The caller behind a request that passed authentication.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request was not authenticated.");

    public static implicit operator Principal(Caller caller) => caller.Principal;
}
