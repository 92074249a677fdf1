using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// What the policies of a slice are told of a request: what they read, and nothing else, so that two requests with the same key have the same
/// decision. Time is told to the minute.
/// </summary>
internal readonly record struct DecisionKey(
    PrincipalKind Kind, string? ResourceType, string? PrincipalId, string? PrincipalName, int Roles, int Scopes, string? ResourceId, RiskClass? Risk,
    string? Tags, string? Owner, string? Upstream, long Minute, string? Transport, string? Certificate, ArgumentValues Arguments)
{
    /// <summary>What a slice is told of a request.</summary>
    /// <exception cref="UnreadableArgumentsException">Its arguments cannot be judged.</exception>
    public static DecisionKey Of(PolicyReads reads, PolicyRequest request, DateTimeOffset now)
    {
        var (principal, resource, context) = (request.Principal, request.Resource, request.Context);
        return new DecisionKey(
            principal.Kind, reads.Has(PolicyAttributes.ResourceType) ? ResourceTypes.Of(resource.Type) : null,
            reads.Has(PolicyAttributes.PrincipalId) ? principal.Id : null,
            reads.Has(PolicyAttributes.PrincipalName) ? principal.Name : null,
            reads.Has(PolicyAttributes.Roles) ? ActingRoles.Of(principal) : 0,
            reads.Has(PolicyAttributes.Scopes) ? ActingRoles.ScopesOf(principal) : 0,
            reads.Has(PolicyAttributes.ResourceId) ? ResourceTypes.IdOf(resource) : null,
            reads.Has(PolicyAttributes.Risk) ? resource.Risk : null,
            reads.Has(PolicyAttributes.Tags) ? string.Join(',', resource.Tags.Order(StringComparer.Ordinal)) : null,
            reads.Has(PolicyAttributes.Owner) ? resource.Owner : null,
            reads.Has(PolicyAttributes.Upstream) ? ResourceTypes.UpstreamOf(resource) : null,
            reads.Has(PolicyAttributes.Time) ? (context.At ?? now).ToUnixTimeSeconds() / 60 : 0,
            reads.Has(PolicyAttributes.Transport) ? context.Transport : null,
            reads.Has(PolicyAttributes.Certificate) ? principal.Certificate : null,
            ArgumentValues.Of(reads.Arguments, context.Arguments));
    }
}
