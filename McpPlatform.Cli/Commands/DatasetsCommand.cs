using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp datasets</c>: lists what pipelines wrote.</summary>
internal static class DatasetsCommand
{
    private static readonly Option<string?> Cursor = new("--cursor") { Description = "The next page, as the page before named it." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("datasets", "List what pipelines wrote.", RunAsync, Cursor);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var datasets = await call.Gateway.ListDatasetsAsync(call.Value(Cursor), 50, cancellationToken);
        call.Show(datasets, page => ListView.Draw(
            call, page.Items, "No pipeline has written anything yet.",
            ("Dataset", d => d.Id), ("Written", d => Texts.When(d.UpdatedAt)), ("Run", d => d.RunId.ToString()),
            ("Versions to go back to", d => string.Join(", ", d.Versions.Select(v => Figures.Count(v.Version))))));
        return ExitCodes.Done;
    }
}
