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
    public static UpstreamRow New(Principal by, AddUpstream upstream, long version, DateTimeOffset now) => new()
    {
        TenantId = by.Tenant, Name = upstream.Name, Url = upstream.Url, Prefix = upstream.Prefix ?? upstream.Name,
        Protocol = StoredName.Of(upstream.Protocol), HeadersJson = Json(upstream.Headers), TimeoutSeconds = upstream.TimeoutSeconds,
        MaxConcurrency = upstream.MaxConcurrency, Enabled = upstream.Enabled, DefinitionTrust = StoredName.Of(upstream.DefinitionTrust), Version = version, ChangedBy = by.Name, CreatedAt = now, UpdatedAt = now,
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
        row.DefinitionTrust = StoredName.Of(upstream.DefinitionTrust);
        row.Version = version;
        row.ChangedBy = by.Name;
        row.UpdatedAt = now;
    }

    public static UpstreamInfo Info(UpstreamRow u) => new(
        u.Name, u.Url, u.Prefix, StoredName.Read<UpstreamProtocol>(u.Protocol),
        JsonSerializer.Deserialize(u.HeadersJson, ContractsJson.Default.IReadOnlyDictionaryStringString)!, u.TimeoutSeconds, u.MaxConcurrency,
        u.Enabled, u.Version, u.CreatedAt, u.UpdatedAt)
    {
        DefinitionTrust = StoredName.Read<DefinitionTrust>(u.DefinitionTrust),
    };

    private static string Json(IReadOnlyDictionary<string, string>? headers) => JsonSerializer.Serialize(
        new SortedDictionary<string, string>((headers ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal),
        ContractsJson.Default.IReadOnlyDictionaryStringString);
}
