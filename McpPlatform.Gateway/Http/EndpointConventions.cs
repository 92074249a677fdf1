using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Http;

/// <summary>What endpoints say about themselves.</summary>
internal static class EndpointConventions
{
    /// <summary>Names the action the endpoint stands for.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(action));

    /// <summary>Any valid key will do.</summary>
    public static TBuilder NeedsAnyKey<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(null));

    /// <summary>Sending the request again under the same <c>Idempotency-Key</c> does nothing again.</summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Idempotent());
}
