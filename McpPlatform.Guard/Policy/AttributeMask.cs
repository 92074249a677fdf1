using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// Puts a hash in the place of whatever any detector finds, also one that the installation has switched off or lets through: what agents may hear
/// need not be kept for weeks. The key is the tenant's, so that the same data is the same hash everywhere.
/// </summary>
internal sealed class AttributeMask(IOptions<DetectionOptions> options, IDerivedKeys keys) : IAttributeMask
{
    private readonly DetectorSet detectors = new(Detectors.All, options.Value.Own());
    private readonly ConcurrentDictionary<string, RedactorPool> pools = new(StringComparer.Ordinal);

    public string Mask(string tenant, string name, string text)
    {
        using var redactor = pools.GetOrAdd(tenant, NewPool).Rent();
        var masked = new ArrayBufferWriter<byte>();
        return redactor.Text.TryRedact(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(name), redactor.Report, masked)
            ? Encoding.UTF8.GetString(masked.WrittenSpan)
            : text;
    }

    private RedactorPool NewPool(string tenant) =>
        new(new RedactionRules(detectors, new Dictionary<string, RedactionAction>(), RedactionAction.Hash, RedactionRules.KeyOf(keys, tenant)));
}
