using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Usage and quotas.</content>
public sealed partial class PlatformClient
{
    /// <summary>What calls came to, by hour or day.</summary>
    /// <param name="query">What is wanted; <see langword="null"/> for the last 30 days, all together.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<UsageReport> GetUsageAsync(UsageQuery? query = null, CancellationToken cancellationToken = default)
    {
        var asked = query ?? new UsageQuery();
        var parts = new List<string> { $"by={JsonNamingPolicy.SnakeCaseLower.ConvertName(asked.By.ToString())}", $"bucket={JsonNamingPolicy.SnakeCaseLower.ConvertName(asked.Bucket.ToString())}" };
        parts.AddRange(new[] { ("from", asked.From), ("to", asked.To) }.Where(p => p.Item2 is not null)
            .Select(p => $"{p.Item1}={Escape(p.Item2!.Value.ToString("O", CultureInfo.InvariantCulture))}"));
        return gateway.GetAsync($"{Root}usage?{string.Join('&', parts)}", ContractsJson.Default.UsageReport, cancellationToken);
    }

    /// <summary>What calls come to: the last minute.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<LiveUsage> GetLiveUsageAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "usage/live", ContractsJson.Default.LiveUsage, cancellationToken);

    /// <summary>Lists quotas by name, and how much of each is used.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<QuotaInfo>> ListQuotasAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "quotas", ContractsJson.Default.PageQuotaInfo, cancellationToken);

    /// <summary>Adds or changes a quota.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="quota">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<QuotaInfo> PutQuotaAsync(string name, PutQuota quota, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(Quotas(name), quota, ContractsJson.Default.PutQuota, ContractsJson.Default.QuotaInfo, cancellationToken);

    /// <summary>Removes a quota.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemoveQuotaAsync(string name, CancellationToken cancellationToken = default) => gateway.DeleteAsync(Quotas(name), cancellationToken);

    private static string Quotas(string name) => $"{Root}quotas/{Escape(name)}";
}
