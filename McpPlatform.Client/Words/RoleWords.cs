using McpPlatform.Contracts.Api;

namespace McpPlatform.Client.Words;

/// <summary>Roles as people read them.</summary>
public static class RoleWords
{
    /// <summary>A role: <c>builder</c>.</summary>
    /// <param name="role">The role.</param>
    public static string Of(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>What a role lets a person do.</summary>
    /// <param name="role">The role.</param>
    public static string Meaning(Role role) => role switch
    {
        Role.Viewer => "Sees everything that is no secret.",
        Role.Builder => "Plans and applies pipelines, keeps connections, starts runs, calls tools.",
        Role.Approver => "Sees everything and decides approvals.",
        _ => "May do everything, also to keys, secrets, people and servers.",
    };
}
