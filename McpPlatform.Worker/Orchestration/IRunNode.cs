using McpPlatform.Contracts.Api;

namespace McpPlatform.Worker.Orchestration;

/// <summary>One node of the state machine. It may be executed again after a crash, so what it does must bear repeating.</summary>
internal interface IRunNode
{
    /// <summary>Which node it is.</summary>
    RunNode Node { get; }

    /// <summary>When it is given up and tried again.</summary>
    TimeSpan Timeout { get; }

    /// <summary>Does its work.</summary>
    /// <param name="session">The run and what it works on.</param>
    /// <param name="cancellationToken">Ends the work: deadline, wish to stop, lost lease, or a Worker that stops.</param>
    Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken);
}

/// <summary>What a node came to. A failure is an exception, which <see cref="Nodes.HandleError"/> judges.</summary>
internal abstract record NodeOutcome
{
    /// <summary>People must approve first.</summary>
    public static readonly NodeOutcome NeedsApproval = new Waits();

    /// <summary>The run has ended well.</summary>
    public static readonly NodeOutcome Finished = new Ends();

    /// <summary>The next node may be entered.</summary>
    /// <param name="next">The next node.</param>
    public static NodeOutcome GoOn(RunNode next) => new Continues(next);

    /// <summary>The next node may be entered.</summary>
    /// <param name="Next">The next node.</param>
    internal sealed record Continues(RunNode Next) : NodeOutcome;

    /// <summary>People must approve first.</summary>
    internal sealed record Waits : NodeOutcome;

    /// <summary>The run has ended well.</summary>
    internal sealed record Ends : NodeOutcome;
}
