using McpPlatform.Guard.Redaction;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>What masks of one stream work with.</summary>
/// <param name="HashKey">The tenant's key for hashes; empty where no mask hashes.</param>
/// <param name="Redactors">Lends what looks for personal data and secrets, by the tenant's rules.</param>
/// <param name="Hidden">Takes how much was hidden.</param>
internal sealed record Masking(ReadOnlyMemory<byte> HashKey, Func<Redactor> Redactors, HiddenCounts Hidden);
