using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp lineage DATASET</c>: where each column comes from.</summary>
internal static class LineageCommand
{
    private static readonly Argument<string> Dataset = new("dataset") { Description = "CONNECTION/TARGET, such as warehouse/airports." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("lineage", "Show where each column of a dataset comes from.", RunAsync, Dataset);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (connection, target) = Texts.Dataset(call.Value(Dataset));
        var lineage = await call.Gateway.LineageAsync(connection, target, cancellationToken);
        call.Show(lineage, shown => ListView.Draw(
            call, shown.Edges, "Nothing is known about where it comes from.",
            ("Column", e => e.ToColumn), ("From", e => e.FromDataset), ("Column there", e => e.FromColumn), ("Changed by", e => string.Join(", ", e.Transforms)),
            ("Run", e => e.RunId.ToString())));
        return ExitCodes.Done;
    }
}
