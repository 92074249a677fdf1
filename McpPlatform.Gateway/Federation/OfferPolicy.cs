using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>What a policy is told of something that is offered.</summary>
internal static class OfferPolicy
{
    private const string Platform = "platform";

    /// <summary>The question whether a caller may use it.</summary>
    public static PolicyRequest Request(Principal by, string action, Offer offer, PolicyContext? context = null) =>
        new(by, action, ResourceOf(offer)) { Context = context ?? PolicyContext.None };

    private static PolicyResource ResourceOf(Offer offer) => new(TypeOf(offer.Item.Kind), $"{offer.Upstream?.Name ?? Platform}/{offer.Item.Name}")
    {
        Risk = offer.Upstream?.Config.Risk,
        Tags = offer.Upstream?.Config.Tags ?? [],
        Owner = offer.Upstream?.Config.Owner,
        Upstream = offer.Upstream?.Name,
    };

    private static string TypeOf(ListKind kind) => kind switch
    {
        ListKind.Tools => "tool",
        ListKind.Prompts => "prompt",
        _ => "document",
    };
}
