using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>An API key, without the key itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Whom it stands for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it expires; <see langword="null"/> for never.</param>
/// <param name="RevokedAt">When it was revoked; <see langword="null"/> while good.</param>
/// <param name="LastUsedAt">When it was used last, to the minute; <see langword="null"/> for never.</param>
public sealed record KeyInfo(
    Guid Id, string Name, PrincipalKind Kind, IReadOnlyList<Scope> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null, DateTimeOffset? LastUsedAt = null);

/// <summary>Makes a key.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Kind">Whom it stands for; an agent's key never approves.</param>
/// <param name="Scopes">What it may do; at least one.</param>
/// <param name="ExpiresAt">When it expires; <see langword="null"/> for never.</param>
public sealed record CreateKey(string Name, PrincipalKind Kind, IReadOnlyList<Scope> Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A new key. The only time the key itself is shown.</summary>
/// <param name="Key">The key; send it as <c>Authorization: Bearer</c>.</param>
/// <param name="Info">What is kept of it.</param>
public sealed record CreatedKey(string Key, KeyInfo Info);

/// <summary>Whom a principal stands for.</summary>
[JsonConverter(typeof(SnakeCaseEnum<PrincipalKind>))]
public enum PrincipalKind
{
    /// <summary>A person.</summary>
    Person,

    /// <summary>A program that acts on its own.</summary>
    Agent,

    /// <summary>A part of the platform.</summary>
    Service,
}

/// <summary>What a key may do.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Scope>))]
public enum Scope
{
    /// <summary>See connections, catalogs, previews, pipelines, runs, lineage.</summary>
    Read,

    /// <summary>Plan, apply plans, add and remove connections, change schedules.</summary>
    Write,

    /// <summary>Start, cancel, resume and fix runs; restore versions.</summary>
    Run,

    /// <summary>Decide approvals; only for people.</summary>
    Approve,

    /// <summary>Keys and secrets.</summary>
    Admin,
}

/// <summary>What a person is to a tenant. Each role ships as a policy; a person may have several.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Role>))]
public enum Role
{
    /// <summary>Sees everything that is no secret.</summary>
    Viewer,

    /// <summary>Plans and applies pipelines, keeps connections, starts runs, calls tools.</summary>
    Builder,

    /// <summary>Sees everything and decides approvals.</summary>
    Approver,

    /// <summary>May do everything, also to keys, secrets, people, servers and policies.</summary>
    Administrator,
}

/// <summary>Exchanges a one-time sign-in token for a session key.</summary>
/// <param name="Token">The token of the link.</param>
public sealed record SignIn(string Token);

/// <summary>Who is asking.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Name">The name.</param>
/// <param name="Kind">Whom it stands for.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record WhoAmI(string Tenant, string Name, PrincipalKind Kind, IReadOnlyList<Scope> Scopes);
