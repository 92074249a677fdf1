using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp runs [RUN]</c>: lists runs, or shows one.</summary>
internal static class RunsCommand
{
    private static readonly Argument<Guid?> Run = new("run") { Description = "Show this run.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Pipeline = new("--pipeline") { Description = "Only runs of this pipeline." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Most runs to list.", DefaultValueFactory = _ => 20 };

    private static readonly Option<string?> Cursor = new("--cursor") { Description = "The next page, as the page before named it." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("runs", "List runs, newest first, or show one.", RunAsync, Run, Pipeline, Limit, Cursor);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Value(Run) is { } id)
        {
            call.Show(await call.Gateway.GetRunAsync(id, cancellationToken), run => RunView.Write(call, run));
            return ExitCodes.Done;
        }

        var pipeline = call.Value(Pipeline) is { } name ? await PipelineChoice.FindAsync(call.Gateway, name, cancellationToken) : null;
        var runs = await call.Gateway.ListRunsAsync(pipeline?.Id, call.Value(Cursor), call.Value(Limit), cancellationToken);
        call.Show(runs, page => ListView.Draw(
            call, page.Items, "Nothing has run yet.",
            ("Run", run => run.Id.ToString()), ("Pipeline", run => run.Pipeline), ("State", run => RunWords.Of(run.State)),
            ("Started", run => Texts.When(run.StartedAt ?? run.CreatedAt)), ("#Loaded", run => Figures.Count(run.Streams.Sum(stream => stream.Loaded))),
            ("By", run => run.StartedBy)));
        return ExitCodes.Done;
    }
}
