using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Client;

/// <content>Runs and approvals.</content>
public sealed partial class PlatformClient
{
    /// <summary>Starts a run.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="planHash">Hash of the plan that is meant; <see langword="null"/> for the latest.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<RunInfo> StartRunAsync(Guid pipelineId, string? planHash = null, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            $"{Root}pipelines/{pipelineId}/runs", new StartRun(planHash), ContractsJson.Default.StartRun, ContractsJson.Default.RunInfo,
            cancellationToken);

    /// <summary>Lists runs, newest first.</summary>
    /// <param name="pipelineId">Only runs of this pipeline; <see langword="null"/> for all.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<RunInfo>> ListRunsAsync(
        Guid? pipelineId = null, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(
            Paged(Root + "runs", cursor, limit, ("pipelineId", pipelineId?.ToString())), ContractsJson.Default.PageRunInfo, cancellationToken);

    /// <summary>One run.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<RunInfo> GetRunAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.GetAsync($"{Root}runs/{id}", ContractsJson.Default.RunInfo, cancellationToken);

    /// <summary>Events and progress of a run as they come, from its beginning, until it has ended. A stream that breaks is taken up where it broke.</summary>
    /// <param name="id">The run.</param>
    /// <param name="lastEventId">Number of the last event already seen; <see langword="null"/> for the beginning.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    public async IAsyncEnumerable<RunUpdate> WatchRunAsync(
        Guid id, long? lastEventId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = new RunStreamReader(gateway, $"{Root}runs/{id}/events", lastEventId);
        await foreach (var update in stream.ReadAsync(cancellationToken))
        {
            yield return update;
        }
    }

    /// <summary>Asks a run to stop.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<RunInfo> CancelRunAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}runs/{id}/cancel", ContractsJson.Default.RunInfo, cancellationToken);

    /// <summary>Queues a failed or cancelled run again; it continues from what is committed.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<RunInfo> ResumeRunAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}runs/{id}/resume", ContractsJson.Default.RunInfo, cancellationToken);

    /// <summary>Continues a run that waits for a fix.</summary>
    /// <param name="id">The run.</param>
    /// <param name="plan">A corrected plan; <see langword="null"/> when the correction was made elsewhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<RunInfo> FixRunAsync(Guid id, PipelinePlan? plan = null, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}runs/{id}/fix", new FixRun(plan), ContractsJson.Default.FixRun, ContractsJson.Default.RunInfo, cancellationToken);

    /// <summary>Lists approvals, newest first.</summary>
    /// <param name="state">Only those in this state; <see langword="null"/> for all.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<ApprovalInfo>> ListApprovalsAsync(
        ApprovalState? state = null, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(
            Paged(Root + "approvals", cursor, limit, ("state", state?.ToString().ToLowerInvariant())),
            ContractsJson.Default.PageApprovalInfo, cancellationToken);

    /// <summary>Decides an approval.</summary>
    /// <param name="id">The approval.</param>
    /// <param name="decision">Yes or no, and why.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ApprovalInfo> DecideApprovalAsync(Guid id, DecideApproval decision, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            $"{Root}approvals/{id}", decision, ContractsJson.Default.DecideApproval, ContractsJson.Default.ApprovalInfo, cancellationToken);
}
