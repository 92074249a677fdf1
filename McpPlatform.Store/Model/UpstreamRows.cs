namespace McpPlatform.Store.Model;

internal sealed class UpstreamRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required string? Url { get; set; }

    public required string Prefix { get; set; }

    public required string Protocol { get; set; }

    public required string HeadersJson { get; set; }

    public required int TimeoutSeconds { get; set; }

    public required int MaxConcurrency { get; set; }

    public required bool Enabled { get; set; }

    public required int CacheForSeconds { get; set; }

    public required int? CallTimeoutSeconds { get; set; }

    public required string DefinitionTrust { get; set; }

    public required long Version { get; set; }

    public required string ChangedBy { get; set; }

    public required string Transport { get; set; }

    public required string? ProgramJson { get; set; }

    public required string? TokenExchangeJson { get; set; }

    public required string? SandboxJson { get; set; }

    public required string? RateLimitJson { get; set; }

    public required string? PriceJson { get; set; }

    public required string Risk { get; set; }

    public required string TagsJson { get; set; }

    public required string? Owner { get; set; }

    public required string? Purpose { get; set; }

    public required string? File { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
