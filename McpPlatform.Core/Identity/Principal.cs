using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>On whose behalf something happens.</summary>
/// <param name="Tenant">The tenant; <see cref="Tenants.Default"/> until there are more.</param>
/// <param name="Id">Stable id, such as <c>key:018f…</c> or <c>service:worker</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind">Whom it stands for.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record Principal(string Tenant, string Id, string Name, PrincipalKind Kind, IReadOnlyList<Scope> Scopes)
{
    /// <summary>What a person is to the tenant; empty for keys that act for nobody.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Subject of the client's certificate it came with; <see langword="null"/> without one.</summary>
    public string? Certificate { get; init; }

    /// <summary>Whether it may do what the scope covers.</summary>
    /// <param name="scope">The scope.</param>
    public bool Has(Scope scope) => Scopes.Contains(scope);
}

/// <summary>Names of tenants.</summary>
public static class Tenants
{
    /// <summary>The tenant that exists from the start.</summary>
    public const string Default = "default";
}
