namespace McpPlatform.Store.Model;

internal sealed class ApiKeyRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string[] Scopes { get; init; }

    public required byte[] KeyHash { get; init; }

    public required string PrincipalId { get; init; }

    public required bool Session { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class SignInTokenRow
{
    public required string TenantId { get; init; }

    public required byte[] TokenHash { get; init; }

    public required string Person { get; init; }

    public required string[] Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
