using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp pipelines</c>: lists pipelines.</summary>
internal static class PipelinesCommand
{
    private static readonly Option<string?> Cursor = new("--cursor") { Description = "The next page, as the page before named it." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("pipelines", "List pipelines.", RunAsync, Cursor);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var pipelines = await call.Gateway.ListPipelinesAsync(call.Value(Cursor), 50, cancellationToken);
        call.Show(pipelines, page => ListView.Draw(
            call, page.Items, "There are no pipelines yet. Begin with 'mcpp plan'.",
            ("Pipeline", p => p.Id.ToString()), ("Name", p => p.Name), ("#Version", p => Figures.Count(p.Version)),
            ("From", p => p.Plan.Source.Connection), ("To", p => p.Plan.Destination.Connection), ("When", p => ScheduleWords.Of(p.Plan.Schedule)),
            ("Next run", p => Texts.When(p.NextRunAt))));
        return ExitCodes.Done;
    }
}
