using System.Collections.Concurrent;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Identity;

/// <summary>
/// Whether those whom an issuer or a certificate vouches for may act here: their tenant exists and is not suspended, and where they are people of the
/// platform, neither are they. What was found holds as long as with keys: until something changes, and for <see cref="MaxAge"/> at most.
/// </summary>
internal sealed class ForeignStanding(IKeyStore keys, TimeProvider time)
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(string Tenant, string Id), Entry> good = new();

    public ValueTask<bool> MayActAsync(Principal principal, CancellationToken cancellationToken) =>
        good.TryGetValue((principal.Tenant, principal.Id), out var entry) && entry.Generation == keys.Generation && time.GetElapsedTime(entry.Since) < MaxAge
            ? ValueTask.FromResult(true)
            : new(AskAsync(principal, cancellationToken));

    private async Task<bool> AskAsync(Principal principal, CancellationToken cancellationToken)
    {
        var entry = new Entry(keys.Generation, time.GetTimestamp());
        if (await keys.StandingAsync(principal, cancellationToken) is null)
        {
            return false;
        }

        if (good.Count >= MaxEntries)
        {
            good.Clear();
        }

        good[(principal.Tenant, principal.Id)] = entry;
        return true;
    }

    private readonly record struct Entry(long Generation, long Since);
}
