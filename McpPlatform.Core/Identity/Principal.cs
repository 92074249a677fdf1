using System.Text.Json.Serialization;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>On whose behalf something happens.</summary>
/// <param name="Tenant">The tenant; <see cref="Tenants.Default"/> is the one that keeps the others.</param>
/// <param name="Id">Stable id, such as <c>key:018f…</c> or <c>service:worker</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind">Whom it stands for.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record Principal(string Tenant, string Id, string Name, PrincipalKind Kind, IReadOnlyList<Scope> Scopes)
{
    /// <summary>What a person is to the tenant; empty for keys that act for nobody.</summary>
    public IReadOnlyList<Role> Roles { get; init => field = value ?? []; } = [];

    /// <summary>Whom the client certificate of its connection names, such as <c>spiffe://example.org/agent</c>; <see langword="null"/> where there was none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The token it came with; <see langword="null"/> for keys, and wherever a principal is stored.</summary>
    [JsonIgnore]
    public BearerToken? Token { get; init; }

    /// <summary>Until when what it came with is good; <see langword="null"/> for no end, and wherever a principal is stored.</summary>
    [JsonIgnore]
    public DateTimeOffset? GoodUntil { get; init; }

    /// <summary>Whether another is the same somebody, whatever each may do.</summary>
    /// <param name="other">The other.</param>
    public bool IsSame(Principal other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Tenant == other.Tenant && Id == other.Id;
    }

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
