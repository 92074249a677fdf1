using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp cancel RUN</c>: asks a run to stop.</summary>
internal static class CancelCommand
{
    private static readonly Argument<Guid> Run = new("run") { Description = "The run." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("cancel", "Ask a run to stop.", RunAsync, Run);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.CancelRunAsync(call.Value(Run), cancellationToken), run => RunView.Write(call, run));
        return ExitCodes.Done;
    }
}
