using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;

namespace McpPlatform.Cli;

/// <summary>What a command says to the program that started it.</summary>
internal static class ExitCodes
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>A person must answer, approve or correct something first.</summary>
    public const int NeedsPerson = 2;

    /// <summary>The code for an answer of planning.</summary>
    /// <param name="status">How far planning came.</param>
    public static int Of(PlanAnswerStatus status) => status switch
    {
        PlanAnswerStatus.Ready => Done,
        PlanAnswerStatus.NeedsInput => NeedsPerson,
        _ => Failed,
    };

    /// <summary>The code for where a run stands.</summary>
    /// <param name="state">The state.</param>
    public static int Of(RunState state) => state switch
    {
        RunState.WaitingForApproval or RunState.WaitingForFix => NeedsPerson,
        RunState.Failed or RunState.Cancelled => Failed,
        _ => Done,
    };
}
