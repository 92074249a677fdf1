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

    public Guid? PersonId { get; init; }

    public Guid? SessionId { get; init; }

    public Guid? PredecessorId { get; init; }

    public Guid? SuccessorId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class TenantRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SuspendedAt { get; set; }
}

internal sealed class PersonRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public required string[] Roles { get; set; }

    public string? ExternalId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SuspendedAt { get; set; }

    public DateTimeOffset? LastSeenAt { get; init; }
}

internal sealed class InvitationRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required byte[] TokenHash { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    public required string[] Roles { get; init; }

    public required string InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }
}

internal sealed class SignInLinkRow
{
    public required string TenantId { get; init; }

    public required byte[] TokenHash { get; init; }

    public required Guid PersonId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class SessionRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required Guid PersonId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class RefreshTokenRow
{
    public required string TenantId { get; init; }

    public required byte[] TokenHash { get; init; }

    public required Guid SessionId { get; init; }

    public byte[]? PreviousHash { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
