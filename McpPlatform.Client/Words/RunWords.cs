using McpPlatform.Contracts.Api;

namespace McpPlatform.Client.Words;

/// <summary>Where a run stands, in words.</summary>
public static class RunWords
{
    /// <summary>The state in a few words.</summary>
    /// <param name="state">The state.</param>
    public static string Of(RunState state) => state switch
    {
        RunState.Queued => "Queued",
        RunState.WaitingForApproval => "Waiting for approval",
        RunState.Running => "Running",
        RunState.Retrying => "Trying again soon",
        RunState.WaitingForFix => "Needs a correction",
        RunState.Succeeded => "Succeeded",
        RunState.Failed => "Failed",
        _ => "Cancelled",
    };

    /// <summary>Which columns of a stream were left out; <see langword="null"/> when none were.</summary>
    /// <param name="stream">The stream.</param>
    public static string? LeftOut(RunStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.LeftOut is not { Count: > 0 } columns ? null
            : $"{stream.Target}: {(columns.Count == 1 ? "1 column is" : $"{columns.Count} columns are")} left out, as the plan asks of new ones: {string.Join(", ", columns)}.";
    }

    /// <summary>What happens at a node.</summary>
    /// <param name="node">The node.</param>
    public static string Phase(RunNode node) => node switch
    {
        RunNode.InitializeRun => "Checking the plan",
        RunNode.GetSourceCredentials => "Getting credentials",
        RunNode.CheckSourceConnection => "Checking connections",
        RunNode.DiscoverSourceSchema => "Reading the schema",
        RunNode.RunDataSync => "Moving rows",
        RunNode.CommitFinalState => "Publishing",
        _ => "Handling an error",
    };

    /// <summary>Whether the run waits for a person.</summary>
    /// <param name="state">The state.</param>
    public static bool WaitsForPerson(this RunState state) => state is RunState.WaitingForApproval or RunState.WaitingForFix;

    /// <summary>How long it took, or takes so far; <see langword="null"/> while it has not begun.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The present.</param>
    public static TimeSpan? Took(this RunInfo run, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.StartedAt is { } started ? (run.EndedAt ?? now) - started : null;
    }
}
