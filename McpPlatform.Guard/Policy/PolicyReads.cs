using System.Collections.Immutable;

namespace McpPlatform.Guard.Policy;

/// <summary>Attributes that policies can read. Whom a principal stands for is always told.</summary>
[Flags]
internal enum PolicyAttributes
{
    None = 0,
    PrincipalId = 1,
    PrincipalName = 1 << 1,
    Roles = 1 << 2,
    Scopes = 1 << 3,
    ResourceId = 1 << 4,
    Risk = 1 << 5,
    Tags = 1 << 6,
    Owner = 1 << 7,
    Upstream = 1 << 8,
    Time = 1 << 9,
    Transport = 1 << 10,
    Certificate = 1 << 11,
    ResourceType = 1 << 12,
}

/// <summary>What some policies read of a request: this is what they are told, and all that their decision can depend on.</summary>
/// <param name="Attributes">Attributes.</param>
/// <param name="Arguments">Paths of arguments.</param>
internal sealed record PolicyReads(PolicyAttributes Attributes, ImmutableSortedSet<string> Arguments)
{
    public static readonly PolicyReads Nothing = new(PolicyAttributes.None, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    public bool Has(PolicyAttributes attribute) => (Attributes & attribute) != 0;

    public PolicyReads And(PolicyReads other) => new(Attributes | other.Attributes, Arguments.Union(other.Arguments));

    public PolicyReads And(PolicyAttributes attributes) => this with { Attributes = Attributes | attributes };

    /// <summary>Their names, as policies write them.</summary>
    public IReadOnlyList<string> Names =>
        [.. Enum.GetValues<PolicyAttributes>().Where(a => a != PolicyAttributes.None && Has(a)).Select(NameOf), .. Arguments.Select(NameOf)];

    /// <summary>The name of an argument.</summary>
    public static string NameOf(string argument) => $"context.arguments[{argument}]";

    /// <summary>The name of an attribute.</summary>
    public static string NameOf(PolicyAttributes attribute) => attribute switch
    {
        PolicyAttributes.PrincipalId => "principal",
        PolicyAttributes.PrincipalName => "principal.name",
        PolicyAttributes.Roles => "principal in Role",
        PolicyAttributes.Scopes => "principal.scopes",
        PolicyAttributes.ResourceId => "resource",
        PolicyAttributes.ResourceType => "resource is",
        PolicyAttributes.Upstream => "resource in Upstream",
        PolicyAttributes.Time => "context.now",
        PolicyAttributes.Transport or PolicyAttributes.Certificate => $"context.{attribute.ToString().ToLowerInvariant()}",
        _ => $"resource.{attribute.ToString().ToLowerInvariant()}",
    };
}
