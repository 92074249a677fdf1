using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Policies;

/// <summary>Decides about calls of the past by policies that need not be in force, with an engine of its own: no call of today waits for it.</summary>
public interface IPolicyTrials
{
    /// <summary>Begins a trial. There is one at a time in a process.</summary>
    /// <param name="tenant">Whose calls and policies.</param>
    /// <param name="drafts">Policies by the names of their sets, for which they stand; empty for those that stand.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">A draft is wrong.</exception>
    /// <exception cref="ConflictException">Another trial is under way, or the engine does not answer.</exception>
    Task<IPolicyTrial> BeginAsync(string tenant, IReadOnlyDictionary<string, string> drafts, CancellationToken cancellationToken);
}

/// <summary>A trial that is under way; disposing ends it.</summary>
public interface IPolicyTrial : IAsyncDisposable
{
    /// <summary>Decides about calls.</summary>
    /// <param name="calls">The calls, at most 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>One verdict each, in their order.</returns>
    /// <exception cref="ConflictException">The engine does not answer.</exception>
    Task<IReadOnlyList<TrialVerdict>> DecideAsync(IReadOnlyList<AuditRecord> calls, CancellationToken cancellationToken);
}

/// <summary>What a trial says of a call.</summary>
public abstract record TrialVerdict
{
    /// <summary>It was decided.</summary>
    /// <param name="Was">Whether policies allowed it then.</param>
    /// <param name="Would">Whether they would now.</param>
    /// <param name="Rule">The rule that would decide.</param>
    public sealed record Decided(bool Was, bool Would, string Rule) : TrialVerdict;

    /// <summary>It could not be decided.</summary>
    /// <param name="Reason">What was not kept.</param>
    public sealed record Undecided(string Reason) : TrialVerdict;
}
