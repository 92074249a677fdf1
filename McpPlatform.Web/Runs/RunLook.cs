using McpPlatform.Contracts.Api;

namespace McpPlatform.Web.Runs;

/// <summary>How a run's state looks.</summary>
internal static class RunLook
{
    /// <summary>Class of the coloured dot.</summary>
    /// <param name="state">The state.</param>
    public static string Dot(RunState state) => state switch
    {
        RunState.Succeeded => "dot-good",
        RunState.Failed => "dot-bad",
        RunState.Cancelled => "dot-off",
        RunState.WaitingForApproval or RunState.WaitingForFix => "dot-wait",
        _ => "dot-busy",
    };
}
