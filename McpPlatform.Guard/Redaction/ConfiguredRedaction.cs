using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Secrets;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Redaction;

/// <summary>Redactors of each tenant, made once and lent again. A tenant's key is derived from the platform's (RFC 5869), so that it need not be kept.</summary>
internal sealed class ConfiguredRedaction(IOptions<DetectionOptions> options, SecretKeyFile keyFile) : IRedaction
{
    private const int KeyBytes = 32;
    private static readonly int MostIdle = 2 * Environment.ProcessorCount;
    private readonly DetectorSet detectors = SetOf(options.Value);
    private readonly ConcurrentDictionary<string, Pool> pools = new(StringComparer.Ordinal);

    public RedactionRules RulesOf(string tenant) => PoolOf(tenant).Rules;

    public Redactor Rent(string tenant) => PoolOf(tenant).Rent();

    private Pool PoolOf(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return pools.GetOrAdd(tenant, static (tenant, own) => new Pool(own.NewRules(tenant)), this);
    }

    private RedactionRules NewRules(string tenant) =>
        new(detectors, options.Value.Actions.AsReadOnly(), options.Value.Otherwise, HKDF.DeriveKey(HashAlgorithmName.SHA256, keyFile.Key(), KeyBytes, info: Encoding.UTF8.GetBytes($"mcp-platform redaction {tenant}")));

    private static DetectorSet SetOf(DetectionOptions options) => new(
        options.Detectors.Count == 0 ? Detectors.All : Detectors.All.Where(d => options.Detectors.Contains(d.Id)),
        [.. options.Custom.Select(c => new CustomDetector(c.Key, c.Value.Pattern, [.. c.Value.Near]))])
    {
        AtLeast = options.AtLeast,
    };

    private sealed class Pool(RedactionRules rules)
    {
        private readonly ConcurrentBag<Redactor> idle = [];

        public RedactionRules Rules => rules;

        public Redactor Rent() => idle.TryTake(out var redactor) ? redactor : new Redactor(rules, GiveBack);

        private void GiveBack(Redactor redactor)
        {
            if (idle.Count < MostIdle)
            {
                idle.Add(redactor);
            }
            else
            {
                redactor.Text.Dispose();
            }
        }
    }
}
