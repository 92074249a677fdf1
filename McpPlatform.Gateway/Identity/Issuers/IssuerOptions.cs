using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>An issuer whose tokens are taken; section <c>Gateway:Issuers:NAME</c>. What is not mapped gives no rights.</summary>
internal sealed class IssuerOptions
{
    /// <summary>Its identifier, as it stands in <c>iss</c>, character by character; its documents are found below it.</summary>
    public string Address { get; set; } = "";

    /// <summary>What people call it; <see langword="null"/> for its name.</summary>
    public string? Title { get; set; }

    /// <summary>What <c>aud</c> must name; <see langword="null"/> for the gateway's own addresses (RFC 8707).</summary>
    public string? Audience { get; set; }

    /// <summary>The tenant of its people and programs, unless a claim names it.</summary>
    public string Tenant { get; set; } = Tenants.Default;

    /// <summary>The claim that names the tenant; <see langword="null"/> for none. A token without it is refused then.</summary>
    public string? TenantClaim { get; set; }

    /// <summary>Whom a token stands for: a program that acts for somebody, who then approves nothing, or the person itself. Client credentials are always a program's.</summary>
    public PrincipalKind Kind { get; set; } = PrincipalKind.Agent;

    /// <summary>Which claims make somebody what.</summary>
    public IReadOnlyList<RoleMapping> Roles { get; set; } = [];

    /// <summary>What an OAuth scope lets a token do; with roles, a token may do what both give.</summary>
    public IReadOnlyList<ScopeMapping> Scopes { get; set; } = [];

    /// <summary>By which algorithms it may sign.</summary>
    public IReadOnlyList<string> Algorithms { get; set; } = [];

    /// <summary>The client that the gateway is there; <see langword="null"/> where people do not sign in by it.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret, as a reference <c>secret://name</c> in the issuer's tenant; <see langword="null"/> for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>For how long an answer to "is this token still good" holds (RFC 7662); <see langword="null"/> asks never, and takes no opaque tokens.</summary>
    public TimeSpan? IntrospectEvery { get; set; }

    /// <summary>How far its clock may be off.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long its keys are good without it being reached.</summary>
    public TimeSpan KeysKeptFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The algorithms in force: those configured, else all there are.</summary>
    public IReadOnlyCollection<string> AllowedAlgorithms => Algorithms.Count > 0 ? Algorithms : [.. TokenAlgorithm.All.Select(a => a.Name)];
}

/// <summary>A claim that makes somebody something.</summary>
internal sealed class RoleMapping
{
    /// <summary>The claim, such as <c>groups</c>, or a path such as <c>realm_access.roles</c>.</summary>
    public string Claim { get; set; } = "";

    /// <summary>What it is, or holds.</summary>
    public string Value { get; set; } = "";

    /// <summary>What that makes.</summary>
    public Role Role { get; set; }
}

/// <summary>What an OAuth scope is worth here.</summary>
internal sealed class ScopeMapping
{
    /// <summary>The scope as the issuer calls it, such as <c>mcpp:run</c>.</summary>
    public string Scope { get; set; } = "";

    /// <summary>What it lets a token do.</summary>
    public IReadOnlyList<Scope> Gives { get; set; } = [];
}
