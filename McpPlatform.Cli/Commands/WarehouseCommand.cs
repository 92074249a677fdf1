using System.CommandLine;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp warehouse</c>: prints a read-only connection string.</summary>
internal static class WarehouseCommand
{
    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("warehouse", "Print a read-only connection string of the warehouse.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.WarehouseAsync(cancellationToken), warehouse => call.Say(warehouse.ConnectionString));
        return ExitCodes.Done;
    }
}
