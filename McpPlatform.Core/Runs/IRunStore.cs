using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Runs;

/// <summary>
/// Keeps runs. A run's row is also its start command: a Worker claims it. Each change is one transaction of state row and event; changes by
/// a Worker carry its lease and are refused when a higher fence was given out.
/// </summary>
public interface IRunStore
{
    /// <summary>Asks for a run.</summary>
    /// <param name="by">On whose behalf; kept with the run.</param>
    /// <param name="pipeline">The pipeline, with the plan to execute.</param>
    /// <param name="fireTime">Fire time of the schedule; <see langword="null"/> for a run asked for by hand.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The run; <see langword="null"/> when a run for this fire time exists already.</returns>
    Task<RunInfo?> EnqueueAsync(Principal by, PipelineInfo pipeline, DateTimeOffset? fireTime, CancellationToken cancellationToken);

    /// <summary>Claims the oldest run that is queued, due for its next try, or whose Worker is dead or whose lease is out. Two runs of one pipeline never run at once.</summary>
    /// <param name="worker">Who claims.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The run with its lease; <see langword="null"/> when there is nothing to do.</returns>
    Task<ClaimedRun?> ClaimAsync(WorkerIdentity worker, CancellationToken cancellationToken);

    /// <summary>Waits until there may be something to claim, at most the given time.</summary>
    /// <param name="atMost">The time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Prolongs a lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether someone asked the run to stop.</returns>
    /// <exception cref="LeaseLostException">Another Worker has the run.</exception>
    Task<bool> RenewAsync(RunLease lease, CancellationToken cancellationToken);

    /// <summary>Stores a run after a named transition, with its events, in one transaction.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="run">The run, with the events of its transitions.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="LeaseLostException">Another Worker has the run.</exception>
    Task SaveAsync(RunLease lease, Run run, CancellationToken cancellationToken);

    /// <summary>Stores what publishing a stream did (counts, dataset, versions, schema, lineage), with its event. Repeating it changes nothing.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="commit">What was committed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="LeaseLostException">Another Worker has the run.</exception>
    Task CommitStreamAsync(RunLease lease, StreamCommit commit, CancellationToken cancellationToken);

    /// <summary>Finds a run.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<RunInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Lists runs, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="pipelineId">Only runs of this pipeline; <see langword="null"/> for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<RunInfo>> ListAsync(string tenant, Guid? pipelineId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Asks a run to stop, with its event. One that no Worker has is cancelled at once.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">It has ended.</exception>
    Task<RunInfo> CancelAsync(Principal by, Guid id, CancellationToken cancellationToken);

    /// <summary>Queues a run again that failed, was cancelled, or waits for a fix; it continues from what is committed.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The run.</param>
    /// <param name="planHash">Hash of a corrected plan of the same pipeline; <see langword="null"/> keeps the plan.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">It is running or succeeded.</exception>
    Task<RunInfo> ResumeAsync(Principal by, Guid id, string? planHash, CancellationToken cancellationToken);
}

/// <summary>Who a Worker is: a new id at every start.</summary>
/// <param name="Id">The id; also the key of the session lock that says it lives.</param>
/// <param name="Name">Machine and process, for people.</param>
public sealed record WorkerIdentity(Guid Id, string Name);

/// <summary>The right to change a run.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The Worker.</param>
/// <param name="Fence">Fencing token; grows with every claim of the run's pipeline.</param>
public sealed record RunLease(string Tenant, Guid RunId, WorkerIdentity Worker, long Fence);

/// <summary>A run with the lease on it, and on whose behalf it acts.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Run">The run.</param>
/// <param name="Principal">On whose behalf.</param>
/// <param name="Deaths">How many Workers died at the run, or froze, since it last came further.</param>
public sealed record ClaimedRun(RunLease Lease, Run Run, Principal Principal, int Deaths = 0);

/// <summary>Another Worker has the run now; whatever this one still does is refused.</summary>
/// <param name="runId">The run.</param>
public sealed class LeaseLostException(Guid runId) : Exception($"Another worker has taken run {runId} over.");

/// <summary>What publishing a stream did.</summary>
/// <param name="Counts">The stream's counts.</param>
/// <param name="Destination">Connection written to.</param>
/// <param name="SourceSchema">Columns the source had.</param>
/// <param name="TargetSchema">Columns as written.</param>
/// <param name="Lineage">Origins of columns.</param>
/// <param name="Versions">Versions that can be restored, newest first.</param>
public sealed record StreamCommit(
    RunStream Counts, string Destination, IReadOnlyList<CatalogColumn> SourceSchema, IReadOnlyList<CatalogColumn> TargetSchema,
    IReadOnlyList<LineageEdge> Lineage, IReadOnlyList<TargetVersion> Versions);
