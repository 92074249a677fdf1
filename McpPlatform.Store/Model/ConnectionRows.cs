namespace McpPlatform.Store.Model;

internal sealed class ConnectorRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required string SpecJson { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ConnectionRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required string Connector { get; set; }

    public required string OptionsJson { get; set; }

    public required bool BuiltIn { get; set; }

    public bool? HealthOk { get; set; }

    public string? HealthMessage { get; set; }

    public DateTimeOffset? HealthCheckedAt { get; set; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class SecretRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required int Version { get; set; }

    public required byte[] Ciphertext { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class SecretAccessRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    public required string Purpose { get; init; }

    public required DateTimeOffset At { get; init; }
}
