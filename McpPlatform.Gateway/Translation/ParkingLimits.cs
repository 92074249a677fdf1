using System.Runtime.InteropServices;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Translation;

/// <summary>How much waits for answers, counted as it comes and goes: in all, in bytes, and of each tenant and key.</summary>
internal sealed class ParkingLimits(GatewayOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Tenant, string Id), int> keys = [];
    private int count;
    private long bytes;

    /// <summary>Takes a place.</summary>
    /// <exception cref="McpErrorException">There is no room.</exception>
    public void Enter(Principal by, long size)
    {
        lock (gate)
        {
            if (count >= options.MaxParkedCalls || bytes + size > options.MaxParkedBytes
                || tenants.GetValueOrDefault(by.Tenant) >= options.MaxParkedCallsPerTenant
                || keys.GetValueOrDefault((by.Tenant, by.Id)) >= options.MaxParkedCallsPerKey)
            {
                throw new McpErrorException(ErrorCodes.Overloaded, "Too many calls wait for answers already. Answer those first, or try again later.");
            }

            Count(by, 1, size);
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(Principal by, long size)
    {
        lock (gate)
        {
            Count(by, -1, -size);
        }
    }

    private void Count(Principal by, int calls, long size)
    {
        count += calls;
        bytes += size;
        Add(tenants, by.Tenant, calls);
        Add(keys, (by.Tenant, by.Id), calls);
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int calls)
        where TKey : notnull
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        held += calls;
        if (held == 0)
        {
            counts.Remove(key);
        }
    }
}
