using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp watch RUN</c>: follows a run with a live progress bar.</summary>
internal static class WatchCommand
{
    private static readonly Argument<Guid> Run = new("run") { Description = "The run." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("watch", "Follow a run until it ends or waits for you.", RunAsync, Run);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var run = await RunWatcher.WatchAsync(call, call.Value(Run), cancellationToken);
        call.Show(run, shown => RunView.Write(call, shown));
        return ExitCodes.Of(run.State);
    }
}
