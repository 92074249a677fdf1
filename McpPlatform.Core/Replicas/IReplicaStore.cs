namespace McpPlatform.Core.Replicas;

/// <summary>A gateway that other gateways can reach.</summary>
/// <param name="Id">Its id, a new one with each start.</param>
/// <param name="Address">Where the others reach it.</param>
public sealed record Replica(Guid Id, Uri Address);

/// <summary>Which gateways live: each says so again and again, and is taken for dead when it has been silent for the time of its lease.</summary>
public interface IReplicaStore
{
    /// <summary>Takes part: tells the others of a gateway, keeps up its lease, and tells who lives. When the walk ends, the others are told that it has left.</summary>
    /// <param name="self">The gateway.</param>
    /// <param name="lease">How long its word holds, by the clock of the database; it is renewed five times as often.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>All that live, itself among them, at each renewal and whenever one comes or goes. While the store cannot be reached, nothing.</returns>
    IAsyncEnumerable<IReadOnlyList<Replica>> TakePartAsync(Replica self, TimeSpan lease, CancellationToken cancellationToken);
}
