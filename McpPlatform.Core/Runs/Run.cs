using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;

namespace McpPlatform.Core.Runs;

/// <summary>
/// A run while a Worker has it. Its state moves only through the named transitions below; an illegal one throws. Each transition adds the
/// event that is stored with it.
/// </summary>
public sealed class Run
{
    private readonly List<RunEvent> events = [];

    /// <summary>A run as stored.</summary>
    /// <param name="info">The stored run.</param>
    /// <param name="cancelRequested">Whether someone asked it to stop.</param>
    public Run(RunInfo info, bool cancelRequested = false)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
        CancelRequested = cancelRequested;
    }

    /// <summary>The run as it stands.</summary>
    public RunInfo Info { get; private set; }

    /// <summary>Whether someone asked it to stop.</summary>
    public bool CancelRequested { get; }

    /// <summary>When to try again; set while <see cref="RunState.Retrying"/>.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    /// <summary>Events of transitions that are not stored yet.</summary>
    public IReadOnlyList<RunEvent> Events => events;

    /// <summary>Takes the events of transitions that are stored now.</summary>
    public void ClearEvents() => events.Clear();

    /// <summary>A Worker begins, for the first time or again, at the node where the run stood.</summary>
    /// <param name="at">When.</param>
    public void Begin(DateTimeOffset at)
    {
        Require(RunState.Queued, RunState.Retrying, RunState.Running);
        Info = Info with { State = RunState.Running, StartedAt = Info.StartedAt ?? at, EndedAt = null, Error = null };
        RetryAt = null;
        Add(EventTypes.RunClaimed, ("node", Info.Node.ToString()));
    }

    /// <summary>Goes on to a node that may follow the present one.</summary>
    /// <param name="node">The node.</param>
    public void Enter(RunNode node)
    {
        Require(RunState.Running);
        if (!RunTransitions.MayFollow(Info.Node, node))
        {
            throw new InvalidOperationException($"A run cannot go from {Info.Node} to {node}.");
        }

        // An error keeps the count: it is what the decision about another try rests on.
        Info = Info with { Node = node, Attempt = node == RunNode.HandleError ? Info.Attempt : 0 };
        Add(EventTypes.RunNodeEntered, ("node", node.ToString()));
    }

    /// <summary>Notes what a stream has come to.</summary>
    /// <param name="stream">Its counts.</param>
    public void CountStream(RunStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Require(RunState.Running);
        Info = Info with { Streams = [.. Info.Streams.Where(s => s.Target != stream.Target), stream] };
    }

    /// <summary>Waits for people to approve; queued again when they have.</summary>
    public void WaitForApproval()
    {
        Require(RunState.Running);
        Info = Info with { State = RunState.WaitingForApproval };
        Add(EventTypes.RunWaiting, ("for", "approval"));
    }

    /// <summary>Will be tried again at the same node.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="retryAt">When to try again.</param>
    public void Retry(RunError error, DateTimeOffset retryAt)
    {
        Require(RunState.Running);
        Info = Info with { State = RunState.Retrying, Error = error, Attempt = Info.Attempt + 1, Node = error.Node };
        RetryAt = retryAt;
        Add(EventTypes.RunRetrying, ("error", error.Message), ("attempt", Info.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Waits for a person to correct something, then continues.</summary>
    /// <param name="error">What must be corrected.</param>
    public void WaitForFix(RunError error)
    {
        Require(RunState.Running);
        Info = Info with { State = RunState.WaitingForFix, Error = error, Node = error.Node };
        Add(EventTypes.RunWaiting, ("for", "fix"), ("error", error.Message));
    }

    /// <summary>Goes back into the queue because its Worker stops; that is no failure and counts as none.</summary>
    public void Release()
    {
        Require(RunState.Running);
        Info = Info with { State = RunState.Queued };
        Add(EventTypes.RunQueued, ("reason", "worker stopped"));
    }

    /// <summary>Notes how far a stream has come, for whoever follows the events.</summary>
    /// <param name="target">The stream's target.</param>
    /// <param name="segment">Last committed segment.</param>
    /// <param name="read">Rows the source read for the committed segments.</param>
    public void NoteCheckpoint(string target, long segment, long read)
    {
        Require(RunState.Running);
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        Add(EventTypes.RunCheckpoint, ("target", target), ("segment", segment.ToString(invariant)), ("read", read.ToString(invariant)));
    }

    /// <summary>Notes what detectors hid in the rows of a stream since this was last noted.</summary>
    /// <param name="target">The stream's target.</param>
    /// <param name="hidden">How much, by the id of the detector; empty for nothing, which is not noted.</param>
    public void NoteRedactions(string target, IReadOnlyDictionary<string, long> hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        Require(RunState.Running);
        if (hidden.Count > 0)
        {
            var invariant = System.Globalization.CultureInfo.InvariantCulture;
            Add(EventTypes.RunRedacted, [("target", target), .. hidden.Select(h => (h.Key, (string?)h.Value.ToString(invariant)))]);
        }
    }

    /// <summary>Ends well.</summary>
    /// <param name="at">When.</param>
    public void Succeed(DateTimeOffset at)
    {
        Require(RunState.Running);
        if (Info.Node != RunNode.CommitFinalState)
        {
            throw new InvalidOperationException($"A run cannot succeed at {Info.Node}.");
        }

        End(RunState.Succeeded, at, null);
    }

    /// <summary>Ends with an error.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="at">When.</param>
    public void Fail(RunError error, DateTimeOffset at)
    {
        Require(RunState.Running);
        End(RunState.Failed, at, error);
    }

    /// <summary>Ends because someone asked for it.</summary>
    /// <param name="at">When.</param>
    public void Cancel(DateTimeOffset at)
    {
        Require(RunState.Running);
        End(RunState.Cancelled, at, null);
    }

    private void End(RunState state, DateTimeOffset at, RunError? error)
    {
        Info = Info with { State = state, EndedAt = at, Error = error };
        Add(EventTypes.RunEnded, ("state", state.ToString()), ("error", error?.Message));
    }

    private void Require(params ReadOnlySpan<RunState> allowed)
    {
        if (!allowed.Contains(Info.State))
        {
            throw new InvalidOperationException($"A run that is {Info.State} cannot do that.");
        }
    }

    private void Add(string type, params ReadOnlySpan<(string Key, string? Value)> data)
    {
        var map = new Dictionary<string, string>();
        foreach (var (key, value) in data)
        {
            if (value is not null)
            {
                map[key] = value;
            }
        }

        events.Add(new RunEvent(type, map));
    }
}

/// <summary>An event of a run that is stored with its transition.</summary>
/// <param name="Type">A name of <see cref="EventTypes"/>.</param>
/// <param name="Data">Details.</param>
public sealed record RunEvent(string Type, IReadOnlyDictionary<string, string> Data);
