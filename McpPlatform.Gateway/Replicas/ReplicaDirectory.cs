using System.Collections.Frozen;
using McpPlatform.Core.Replicas;

namespace McpPlatform.Gateway.Replicas;

/// <summary>Another gateway that lives.</summary>
internal sealed class OtherReplica(Replica replica) : IDisposable
{
    private readonly CancellationTokenSource gone = new();

    public Guid Id => replica.Id;

    public Uri Address => replica.Address;

    /// <summary>Ends when its lease does, or it leaves.</summary>
    public CancellationToken Gone => gone.Token;

    public void Dispose() => gone.Cancel();
}

/// <summary>The other gateways that live, in memory, so that no request waits to hear of them.</summary>
internal sealed class ReplicaDirectory(ThisReplica self)
{
    private volatile FrozenDictionary<Guid, OtherReplica>? others;

    /// <summary>Whether it was told yet who lives.</summary>
    public bool IsKnown => others is not null;

    /// <summary>Whether there are others at all.</summary>
    public bool HasOthers => others is { Count: > 0 };

    /// <summary>Another gateway; <see langword="null"/> where it does not live.</summary>
    public OtherReplica? Find(Guid id) => others?.GetValueOrDefault(id);

    /// <summary>Takes over who lives. Whatever goes on at one that does no longer, ends.</summary>
    public void Set(IReadOnlyList<Replica> living)
    {
        var former = others ?? FrozenDictionary<Guid, OtherReplica>.Empty;
        var now = living.Where(r => r.Id != self.Id).ToFrozenDictionary(r => r.Id, r => former.GetValueOrDefault(r.Id) ?? new OtherReplica(r));
        others = now;
        foreach (var left in former.Values.Where(r => !now.ContainsKey(r.Id)))
        {
            left.Dispose();
        }
    }
}
