using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>The audit of MCP calls.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists records of calls, newest first.</summary>
    /// <param name="filter">Which records; <see langword="null"/> for all.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<AuditRecord>> ListAuditAsync(
        AuditFilter? filter = null, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "audit", cursor, limit, Filters(filter)), ContractsJson.Default.PageAuditRecord, cancellationToken);

    /// <summary>All records of calls, newest first, as they come. Throws when the answer breaks off before its end.</summary>
    /// <param name="filter">Which records; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<AuditRecord> ExportAuditAsync(
        AuditFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var query = string.Join('&', Filters(filter).Where(f => f.Value is not null).Select(f => $"{f.Name}={Escape(f.Value!)}"));
        using var response = await gateway.OpenAsync($"{Root}audit/export?{query}", "application/x-ndjson", null, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, ContractsJson.Default.AuditRecord)!;
        }
    }

    /// <summary>Walks all chains of records and says where they do not hold.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AuditVerification> VerifyAuditAsync(CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "audit/verify", ContractsJson.Default.AuditVerification, cancellationToken);

    private static (string Name, string? Value)[] Filters(AuditFilter? filter) =>
    [
        ("principal", filter?.Principal), ("name", filter?.Name),
        ("outcome", filter?.Outcome is { } outcome ? JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()) : null),
        ("wouldRefuse", filter is { WouldRefuse: true } ? "true" : null),
        ("from", filter?.From?.ToString("O", CultureInfo.InvariantCulture)), ("to", filter?.To?.ToString("O", CultureInfo.InvariantCulture)),
    ];
}
