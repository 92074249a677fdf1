using System.Collections.Concurrent;
using McpPlatform.Core.Secrets;
using McpPlatform.Guard.Detection;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// Redactors of each tenant and change, made once and lent again. A tenant's key is derived from the platform's (RFC 5869), so that it need not be kept.
/// </summary>
internal sealed class ConfiguredRedaction(IOptions<DetectionOptions> options, IDerivedKeys keys) : IRedaction
{
    private const int MostPools = 10_000;
    private readonly DetectorSet detectors = SetOf(options.Value);
    private readonly ConcurrentDictionary<(string Tenant, string Change), RedactorPool> pools = new();

    public RedactionRules RulesOf(string tenant) => PoolOf(tenant).Rules;

    public Redactor Rent(string tenant) => PoolOf(tenant).Rent();

    public Redactor Rent(string tenant, RedactionChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (pools.TryGetValue((tenant, change.Text), out var pool))
        {
            return pool.Rent();
        }

        // What policies say grows with their versions; those in use come back at once.
        if (pools.Count >= MostPools)
        {
            pools.Clear();
        }

        var rules = RulesOf(tenant);
        var actions = rules.Actions.Concat(change.Actions).GroupBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a => a.Last().Value, StringComparer.Ordinal);
        return pools.GetOrAdd((tenant, change.Text), new RedactorPool(rules with { Actions = actions })).Rent();
    }

    private RedactorPool PoolOf(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return pools.GetOrAdd((tenant, ""), static (key, own) => new RedactorPool(own.NewRules(key.Tenant)), this);
    }

    private RedactionRules NewRules(string tenant) =>
        new(detectors, options.Value.Actions.AsReadOnly(), options.Value.Otherwise, RedactionRules.KeyOf(keys, tenant));

    private static DetectorSet SetOf(DetectionOptions options) => new(
        options.Detectors.Count == 0 ? Detectors.All : Detectors.All.Where(d => options.Detectors.Contains(d.Id)),
        options.Own())
    {
        AtLeast = options.AtLeast,
    };
}
