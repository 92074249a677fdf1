using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp run PIPELINE</c>: starts a run and follows it.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> Pipeline = new("pipeline") { Description = "Id or name of the pipeline." };

    private static readonly Option<bool> Detach = new("--detach") { Description = "Do not wait for the end." };

    private static readonly Option<string?> Hash = new("--plan-hash") { Description = "Refuse when the pipeline's plan has another hash." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("run", "Start a run and follow it.", RunAsync, Pipeline, Detach, Hash);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var pipeline = await PipelineChoice.FindAsync(call.Gateway, call.Value(Pipeline), cancellationToken);
        var run = await call.Gateway.StartRunAsync(pipeline.Id, call.Value(Hash), cancellationToken);
        if (!call.Value(Detach))
        {
            run = await RunWatcher.WatchAsync(call, run.Id, cancellationToken);
        }

        call.Show(run, shown => RunView.Write(call, shown));
        return ExitCodes.Of(run.State);
    }
}
