using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>What a policy is told of something that is offered.</summary>
internal static class OfferPolicy
{
    private const string Platform = "platform";

    /// <summary>The question whether a caller may use it.</summary>
    public static PolicyRequest Request(Principal by, string action, Offer offer, PolicyContext? context = null) =>
        new(by, action, offer.Resource) { Context = context ?? PolicyContext.None };

    /// <summary>What it is told of something that an upstream offers, or the platform itself.</summary>
    public static PolicyResource ResourceOf(CatalogItem item, Upstream? upstream) => new(TypeOf(item.Kind), $"{upstream?.Name ?? Platform}/{item.Name}")
    {
        Risk = upstream?.Config.Risk,
        Tags = upstream?.Config.Tags ?? [],
        Owner = upstream?.Config.Owner,
        Upstream = upstream?.Name,
    };

    private static string TypeOf(ListKind kind) => kind switch
    {
        ListKind.Tools => "tool",
        ListKind.Prompts => "prompt",
        _ => "document",
    };
}
