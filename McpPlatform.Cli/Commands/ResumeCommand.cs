using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp resume RUN</c>: goes on with a failed or cancelled run from what is committed.</summary>
internal static class ResumeCommand
{
    private static readonly Argument<Guid> Run = new("run") { Description = "The run." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("resume", "Go on with a failed or cancelled run from what is committed.", RunAsync, Run);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.ResumeRunAsync(call.Value(Run), cancellationToken), run => RunView.Write(call, run));
        return ExitCodes.Done;
    }
}
