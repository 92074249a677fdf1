using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Audit;

/// <summary>Keeps records of MCP calls, by day, each chained to the one before it.</summary>
public interface ICallAuditStore
{
    /// <summary>An empty batch, for <see cref="AppendAsync"/>.</summary>
    ICallBatch NewBatch();

    /// <summary>Appends records of one chain in one transaction. Appending the same records again changes nothing.</summary>
    /// <param name="batch">The records: one that this store made, with at least one of them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task AppendAsync(ICallBatch batch, CancellationToken cancellationToken);

    /// <summary>Writes how far a chain has come into the event log, so that the removal of its newest records is found.</summary>
    /// <param name="head">How far.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task AnchorAsync(ChainHead head, CancellationToken cancellationToken);

    /// <summary>How far each chain has come, oldest chain first.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<ChainHead>> ListHeadsAsync(CancellationToken cancellationToken);

    /// <summary>Lists records of a tenant, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="filter">Which records.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<AuditRecord>> ListAsync(string tenant, AuditFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Reads all records of a tenant, newest first, a bounded number at a time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="filter">Which records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<AuditRecord> ReadAllAsync(string tenant, AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>Walks every chain from its beginning to its head, and checks the event log on which they are anchored.</summary>
    /// <param name="cancellationToken">Ends the walking.</param>
    Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Makes room for the records of days to come.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="days">How many days, 1 to 31.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task PrepareDaysAsync(DateOnly first, int days, CancellationToken cancellationToken);

    /// <summary>Drops whole days whose records are all older than a moment; a digest of each chain stays.</summary>
    /// <param name="before">The moment, at least a day ago.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What was dropped.</returns>
    Task<IReadOnlyList<ExpiredDay>> ExpireAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Drops what policies were told of the calls of whole days that lie before a moment; the records and their digests stay.</summary>
    /// <param name="before">The moment, at least a day ago.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The days, in UTC.</returns>
    Task<IReadOnlyList<DateOnly>> ExpireAttributesAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>A day whose records were dropped.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Records">How many there were.</param>
public sealed record ExpiredDay(DateOnly Day, long Records);
