using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;

namespace McpPlatform.Store.Upstreams;

/// <summary>Upstreams as rows, and rows as upstreams.</summary>
internal static class UpstreamMapping
{
    public static UpstreamRow New(Principal by, AddUpstream upstream, string? file, long version, DateTimeOffset now) => new()
    {
        TenantId = by.Tenant, Name = upstream.Name, Url = upstream.Url, Prefix = upstream.Prefix ?? upstream.Name,
        Protocol = StoredName.Of(upstream.Protocol), HeadersJson = Json(upstream.Headers), TimeoutSeconds = upstream.TimeoutSeconds,
        MaxConcurrency = upstream.MaxConcurrency, Enabled = upstream.Enabled, Transport = StoredName.Of(upstream.Transport), ProgramJson = Json(upstream.Program),
        SandboxJson = Json(upstream.Sandbox), CacheForSeconds = upstream.CacheForSeconds, CallTimeoutSeconds = upstream.CallTimeoutSeconds,
        Risk = StoredName.Of(upstream.Risk), TagsJson = Json(upstream.Tags), Owner = upstream.Owner, Purpose = upstream.Purpose, File = file,
        DefinitionTrust = StoredName.Of(upstream.DefinitionTrust), TokenExchangeJson = Json(upstream.TokenExchange),
        RateLimitJson = Json(upstream.RateLimit), PriceJson = Json(upstream.Price), Version = version, ChangedBy = by.Name, CreatedAt = now, UpdatedAt = now,
    };

    public static void Change(UpstreamRow row, Principal by, ChangeUpstream upstream, long version, DateTimeOffset now)
    {
        row.Url = upstream.Url;
        row.Prefix = upstream.Prefix ?? row.Name;
        row.Protocol = StoredName.Of(upstream.Protocol);
        row.HeadersJson = Json(upstream.Headers);
        row.TimeoutSeconds = upstream.TimeoutSeconds;
        row.MaxConcurrency = upstream.MaxConcurrency;
        row.Enabled = upstream.Enabled;
        row.CacheForSeconds = upstream.CacheForSeconds;
        row.CallTimeoutSeconds = upstream.CallTimeoutSeconds;
        row.Transport = StoredName.Of(upstream.Transport);
        row.ProgramJson = Json(upstream.Program);
        row.SandboxJson = Json(upstream.Sandbox);
        row.Risk = StoredName.Of(upstream.Risk);
        row.TagsJson = Json(upstream.Tags);
        row.Owner = upstream.Owner;
        row.Purpose = upstream.Purpose;
        row.DefinitionTrust = StoredName.Of(upstream.DefinitionTrust);
        row.TokenExchangeJson = Json(upstream.TokenExchange);
        row.RateLimitJson = Json(upstream.RateLimit);
        row.PriceJson = Json(upstream.Price);
        row.Version = version;
        row.ChangedBy = by.Name;
        row.UpdatedAt = now;
    }

    public static UpstreamInfo Info(UpstreamRow u) => new(
        u.Name, u.Prefix, StoredName.Read<UpstreamProtocol>(u.Protocol),
        JsonSerializer.Deserialize(u.HeadersJson, ContractsJson.Default.IReadOnlyDictionaryStringString)!, u.TimeoutSeconds, u.MaxConcurrency,
        u.Enabled, u.Version, u.CreatedAt, u.UpdatedAt)
    {
        Url = u.Url,
        Transport = StoredName.Read<UpstreamTransport>(u.Transport),
        Program = u.ProgramJson is null ? null : JsonSerializer.Deserialize(u.ProgramJson, ContractsJson.Default.UpstreamProgram),
        Sandbox = Sandbox(u.SandboxJson),
        Risk = StoredName.Read<RiskClass>(u.Risk),
        Tags = JsonSerializer.Deserialize(u.TagsJson, ContractsJson.Default.IReadOnlyListString)!,
        Owner = u.Owner,
        Purpose = u.Purpose,
        File = u.File,
        CacheForSeconds = u.CacheForSeconds,
        CallTimeoutSeconds = u.CallTimeoutSeconds,
        DefinitionTrust = StoredName.Read<DefinitionTrust>(u.DefinitionTrust),
        TokenExchange = u.TokenExchangeJson is null ? null : JsonSerializer.Deserialize(u.TokenExchangeJson, ContractsJson.Default.UpstreamTokenExchange),
        RateLimit = u.RateLimitJson is null ? null : JsonSerializer.Deserialize(u.RateLimitJson, ContractsJson.Default.UpstreamRateLimit),
        Price = u.PriceJson is null ? null : JsonSerializer.Deserialize(u.PriceJson, ContractsJson.Default.UpstreamPrice),
    };

    /// <summary>What a row says of a tool that runs in the sandbox.</summary>
    public static SandboxProgram? Sandbox(string? json) => json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.SandboxProgram);

    private static string? Json(SandboxProgram? sandbox) => sandbox is null ? null : JsonSerializer.Serialize(sandbox, ContractsJson.Default.SandboxProgram);

    private static string? Json(UpstreamProgram? program) => program is null ? null : JsonSerializer.Serialize(program, ContractsJson.Default.UpstreamProgram);

    private static string? Json(UpstreamTokenExchange? exchange) =>
        exchange is null ? null : JsonSerializer.Serialize(exchange, ContractsJson.Default.UpstreamTokenExchange);

    private static string? Json(UpstreamRateLimit? limit) => limit is null ? null : JsonSerializer.Serialize(limit, ContractsJson.Default.UpstreamRateLimit);

    private static string? Json(UpstreamPrice? price) => price is null ? null : JsonSerializer.Serialize(price, ContractsJson.Default.UpstreamPrice);

    private static string Json(IReadOnlyList<string> tags) => JsonSerializer.Serialize(tags, ContractsJson.Default.IReadOnlyListString);

    private static string Json(IReadOnlyDictionary<string, string>? headers) => JsonSerializer.Serialize(
        new SortedDictionary<string, string>((headers ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal),
        ContractsJson.Default.IReadOnlyDictionaryStringString);
}
