using System.Diagnostics;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Runs;
using McpPlatform.Worker.Orchestration.Nodes;
using McpPlatform.Worker.Records;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration;

/// <summary>
/// Takes a claimed run through its nodes. After each node the run's row and its events are stored in one transaction; what a crash leaves:
/// <list type="number">
/// <item><see cref="InitializeRun"/>: approvals are used up for this run; using them again for the same run succeeds.</item>
/// <item><see cref="GetSourceCredentials"/>: nothing but the record of the access.</item>
/// <item><see cref="CheckSourceConnection"/>: the noted health of both connections.</item>
/// <item><see cref="DiscoverSourceSchema"/>: nothing; schemas are discovered again when they are needed.</item>
/// <item><see cref="RunDataSync"/>: the segments and counts that the destination committed; moving goes on behind them.</item>
/// <item><see cref="CommitFinalState"/>: what the destination published, which it does once for a run; recording it is repeated.</item>
/// <item><see cref="HandleError"/>: its decision is stored together with the error, or the node is tried again.</item>
/// </list>
/// A run whose lease is lost is let go at once; the destination and the store refuse what is still under way by its fence.
/// </summary>
internal sealed class RunStateMachine
{
    private readonly Dictionary<RunNode, IRunNode> nodes;
    private readonly HandleError handleError;
    private readonly RunMaterialLoader materials;
    private readonly IRunStore runs;
    private readonly LineageFile lineage;
    private readonly IOptions<WorkerOptions> options;
    private readonly TimeProvider time;
    private readonly ILogger<RunStateMachine> log;

    /// <summary>The machine.</summary>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="handleError">What becomes of failures.</param>
    /// <param name="materials">Fetches what a run works on.</param>
    /// <param name="runs">Where runs are stored.</param>
    /// <param name="lineage">Where OpenLineage events go.</param>
    /// <param name="options">Deadlines.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public RunStateMachine(
        IEnumerable<IRunNode> nodes, HandleError handleError, RunMaterialLoader materials, IRunStore runs, LineageFile lineage,
        IOptions<WorkerOptions> options, TimeProvider time, ILogger<RunStateMachine> log)
    {
        this.nodes = nodes.ToDictionary(n => n.Node);
        (this.handleError, this.materials, this.runs, this.lineage) = (handleError, materials, runs, lineage);
        (this.options, this.time, this.log) = (options, time, log);
    }

    /// <summary>Works on a run until it ends, waits for something, or must be let go.</summary>
    /// <param name="claimed">The run with its lease.</param>
    /// <param name="lost">Ends when others may take the run over.</param>
    /// <param name="stopping">Ends when the Worker stops.</param>
    /// <exception cref="LeaseLostException">Another Worker has the run.</exception>
    public async Task ExecuteAsync(ClaimedRun claimed, CancellationToken lost, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        KillPoints.Reached(KillPointCatalog.RunClaimed);
        var session = new RunSession(claimed);
        await using var lease = LeaseKeeper.Start(runs, claimed.Lease, options, time, log, lost, stopping);
        using var activity = WorkerTelemetry.Activities.StartActivity("run");
        activity?.SetTag("mcpp.run", claimed.Lease.RunId);
        await BeginAsync(session, claimed.Deaths);
        while (session.Run.Info.State == RunState.Running)
        {
            await StepAsync(session, lease);
        }
    }

    private async Task BeginAsync(RunSession session, int deaths)
    {
        var cancelled = session.Run.CancelRequested;
        session.Run.Begin(time.GetUtcNow());
        if (cancelled)
        {
            session.Run.Cancel(time.GetUtcNow());
        }
        else if (deaths >= options.Value.MaxClaims)
        {
            session.Run.Fail(Failures.OfDeaths(deaths, session.Run.Info.Node), time.GetUtcNow());
        }

        await SaveAsync(session);
        KillPoints.Reached(KillPointCatalog.RunBegun);
        if (session.Run.Info.State == RunState.Failed)
        {
            await lineage.EndedAsync(session.Run.Info, null, CancellationToken.None);
        }
    }

    private async Task StepAsync(RunSession session, LeaseKeeper lease)
    {
        var node = nodes[session.Run.Info.Node];
        KillPoints.Reached(KillPointCatalog.NodePoint(node.Node, "entered"));
        var started = Stopwatch.GetTimestamp();
        try
        {
            var outcome = await WorkAsync(session, node, lease);
            KillPoints.Reached(KillPointCatalog.NodePoint(node.Node, "done"));
            Apply(session.Run, outcome);
        }
        catch (Exception e) when (e is not LeaseLostException && lease.Reason == StopReason.None)
        {
            Log.NodeFailed(log, session.Lease.RunId, node.Node, e);
            KillPoints.Reached(KillPointCatalog.NodePoint(RunNode.HandleError, "entered"));
            handleError.Decide(session.Run, Failures.Of(e, node.Node));
            KillPoints.Reached(KillPointCatalog.NodePoint(RunNode.HandleError, "done"));
        }
        catch (Exception e) when (e is not LeaseLostException)
        {
            Log.NodeInterrupted(log, session.Lease.RunId, node.Node, lease.Reason);
            Interrupt(session.Run, lease.Reason);
        }

        WorkerTelemetry.NodeSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("node", node.Node.ToString()));
        await SaveStepAsync(session, node.Node);
    }

    private async Task<NodeOutcome> WorkAsync(RunSession session, IRunNode node, LeaseKeeper lease)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(lease.Work);
        deadline.CancelAfter(node.Timeout);
        try
        {
            session.Material ??= await LoadAsync(session, deadline.Token);
            return await node.ExecuteAsync(session, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !lease.Work.IsCancellationRequested)
        {
            throw new TimeoutException($"{node.Node} was not done within {node.Timeout}.");
        }
    }

    private async Task<RunMaterial> LoadAsync(RunSession session, CancellationToken cancellationToken)
    {
        var material = await materials.LoadAsync(session.Lease, session.Run.Info, cancellationToken);
        await lineage.StartedAsync(session.Run.Info, material.Pipeline, cancellationToken);
        return material;
    }

    private void Apply(Run run, NodeOutcome outcome)
    {
        switch (outcome)
        {
            case NodeOutcome.Continues(var next):
                run.Enter(next);
                break;
            case NodeOutcome.Waits:
                run.WaitForApproval();
                break;
            case NodeOutcome.Ends:
                run.Succeed(time.GetUtcNow());
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Interrupt(Run run, StopReason reason)
    {
        switch (reason)
        {
            case StopReason.Cancelled:
                run.Cancel(time.GetUtcNow());
                break;
            case StopReason.Stopping:
                run.Release();
                break;
            default:
                throw new LeaseLostException(run.Info.Id);
        }
    }

    private async Task SaveStepAsync(RunSession session, RunNode node)
    {
        var ended = session.Run.Info.EndedAt is not null;
        if (ended)
        {
            KillPoints.Reached(KillPointCatalog.RunBeforeEnd);
        }

        var failed = session.Run.Info.Error is not null;
        await SaveAsync(session);
        KillPoints.Reached(KillPointCatalog.NodePoint(failed ? RunNode.HandleError : node, "saved"));
        if (ended)
        {
            await lineage.EndedAsync(session.Run.Info, session.Material?.Pipeline, CancellationToken.None);
            KillPoints.Reached(KillPointCatalog.RunEnded);
        }
    }

    private async Task SaveAsync(RunSession session)
    {
        // Bounded by itself and not by the work's end: a wish to stop or a stopping Worker must still be stored.
        using var deadline = new CancellationTokenSource(options.Value.RenewPatience, time);
        await runs.SaveAsync(session.Lease, session.Run, deadline.Token);
        session.Run.ClearEvents();
    }
}
