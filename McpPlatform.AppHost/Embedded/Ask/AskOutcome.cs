using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;

namespace McpPlatform.AppHost.Ask;

/// <summary>How far the words came.</summary>
internal enum AskStatus
{
    Succeeded,
    Failed,
    NeedsInput,
    NeedsApproval,
    Impossible,
}

/// <summary>What became of the words.</summary>
internal sealed record AskOutcome
{
    /// <summary>How far they came.</summary>
    public required AskStatus Status { get; init; }

    /// <summary>What planning answered; <see langword="null"/> when it did not.</summary>
    public PlanAnswer? Answer { get; init; }

    /// <summary>The run; <see langword="null"/> when none was started.</summary>
    public RunInfo? Run { get; init; }

    /// <summary>What went wrong; <see langword="null"/> for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>Exit code of <c>--exit</c>.</summary>
    public int ExitCode => Status switch
    {
        AskStatus.Succeeded => 0,
        AskStatus.NeedsInput or AskStatus.NeedsApproval => 2,
        _ => 1,
    };
}
