using System.CommandLine;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp rollback DATASET</c>: puts an earlier version back.</summary>
internal static class RollbackCommand
{
    private static readonly Argument<string> Dataset = new("dataset") { Description = "CONNECTION/TARGET, such as warehouse/airports." };

    private static readonly Option<long?> Version = new("--to") { Description = "Number of the version; the newest kept one when left out." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("rollback", "Put an earlier version of a dataset back.", RunAsync, Dataset, Version);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (connection, target) = Texts.Dataset(call.Value(Dataset));
        var dataset = await call.Gateway.RollbackAsync(connection, target, call.Value(Version), cancellationToken);
        call.Show(dataset, shown => call.Say($"{shown.Id}: the earlier version is back. What it replaced can be restored in the same way."));
        return ExitCodes.Done;
    }
}
