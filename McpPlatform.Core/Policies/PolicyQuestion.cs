using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Policies;

/// <summary>A question of the API as a policy is asked it.</summary>
internal static class PolicyQuestion
{
    public static PolicyRequest Of(string tenant, ExplainPolicy question) => new(Principal(tenant, question.Principal, question.Context?.Certificate), question.Action, Resource(question.Resource))
    {
        Context = question.Context is { } context ? Context(context) : PolicyContext.None,
    };

    private static Principal Principal(string tenant, PolicyPrincipal who, string? certificate) =>
        new(tenant, who.Id, who.Name, who.Kind, who.Scopes ?? RoleScopes.Of(who.Roles ?? [])) { Roles = who.Roles ?? [], Certificate = certificate };

    private static PolicyResource Resource(PolicySubject what) => new(what.Type, what.Id)
    {
        Risk = what.Risk, Tags = what.Tags ?? [], Owner = what.Owner,
        Upstream = what.Upstream ?? (what.Type is "tool" or "prompt" or "document" && what.Id.Split('/', 2) is [var server, _] ? server : null),
    };

    private static PolicyContext Context(PolicyCircumstances context) => new()
    {
        At = context.Now, Transport = context.Transport,
        Arguments = context.Arguments is { ValueKind: JsonValueKind.Object } given ? Encoding.UTF8.GetBytes(given.GetRawText()) : default,
    };
}
