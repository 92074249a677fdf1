using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Runs;

/// <summary>Runs, from asking to the end: queue, lease, saving, commits, control, reading.</summary>
internal sealed class RunStore(
    PlatformDatabase database, RunQueue queue, RunRenewal renewal, RunSaving saving, StreamCommits commits, RunControl control) : IRunStore
{
    public Task<RunInfo?> EnqueueAsync(Principal by, PipelineInfo pipeline, DateTimeOffset? fireTime, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(by, pipeline, fireTime, cancellationToken);

    public Task<ClaimedRun?> ClaimAsync(WorkerIdentity worker, CancellationToken cancellationToken) => queue.ClaimAsync(worker, cancellationToken);

    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellationToken) => queue.WaitAsync(atMost, cancellationToken);

    public Task<bool> RenewAsync(RunLease lease, CancellationToken cancellationToken) => renewal.RenewAsync(lease, cancellationToken);

    public Task SaveAsync(RunLease lease, Run run, CancellationToken cancellationToken) => saving.SaveAsync(lease, run, cancellationToken);

    public Task CommitStreamAsync(RunLease lease, StreamCommit commit, CancellationToken cancellationToken) =>
        commits.CommitAsync(lease, commit, cancellationToken);

    public async Task<RunInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await RunReading.FindAsync(work, id, cancellationToken);
    }

    public async Task<Page<RunInfo>> ListAsync(string tenant, Guid? pipelineId, PageRequest page, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await RunReading.ListAsync(work, pipelineId, page, cancellationToken);
    }

    public Task<RunInfo> CancelAsync(Principal by, Guid id, CancellationToken cancellationToken) => control.CancelAsync(by, id, cancellationToken);

    public Task<RunInfo> ResumeAsync(Principal by, Guid id, string? planHash, CancellationToken cancellationToken) =>
        control.ResumeAsync(by, id, planHash, cancellationToken);
}
