using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;

namespace McpPlatform.Core.Events;

/// <summary>Reads the event log: sequenced events only, in order, none missing.</summary>
public interface IEventLog
{
    /// <summary>Events behind a place, oldest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="afterSeq">The place; 0 for the beginning.</param>
    /// <param name="subject">Only events about this subject; <see langword="null"/> for all.</param>
    /// <param name="limit">Most events, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<PlatformEvent>> ReadAsync(string tenant, long afterSeq, string? subject, int limit, CancellationToken cancellationToken);

    /// <summary>Events behind a place and all that follow, as they are sequenced.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="afterSeq">The place; 0 for the beginning.</param>
    /// <param name="subject">Only events about this subject; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<PlatformEvent> FollowAsync(string tenant, long afterSeq, string? subject, CancellationToken cancellationToken);
}

/// <summary>Progress of runs: sent, heard by whoever listens, kept nowhere.</summary>
public interface IProgressChannel
{
    /// <summary>Sends progress to every replica's listeners. Never fails the caller.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="progress">The progress.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask PublishAsync(string tenant, RunProgress progress, CancellationToken cancellationToken);

    /// <summary>Listens to a run.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    IAsyncEnumerable<RunProgress> ListenAsync(string tenant, Guid runId, CancellationToken cancellationToken);
}
