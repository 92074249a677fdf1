using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Usage;

/// <summary>What calls came to. It is summed up from the records of the audit in the transaction that stores them, so that both always agree.</summary>
public interface IUsageStore
{
    /// <summary>Sums of a tenant, by time and then by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="by">What is told apart.</param>
    /// <param name="bucket">In which steps.</param>
    /// <param name="from">The first hour that counts.</param>
    /// <param name="to">The end, which does not count.</param>
    /// <param name="most">Most items.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<UsageFigures>> ReadAsync(
        string tenant, UsageBy by, UsageBucket bucket, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken);

    /// <summary>What the records of a short time come to, by calls, most first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="from">From when on.</param>
    /// <param name="to">Until when.</param>
    /// <param name="most">Most items.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<LiveFigures>> ReadLiveAsync(string tenant, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken);

    /// <summary>Forgets what is old, of all tenants.</summary>
    /// <param name="before">What began before.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
