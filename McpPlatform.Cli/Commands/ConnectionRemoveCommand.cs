using System.CommandLine;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp connections remove NAME</c>.</summary>
internal static class ConnectionRemoveCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("remove", "Remove a connection.", RunAsync, Name);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RemoveConnectionAsync(call.Value(Name), cancellationToken);
        call.Say($"{call.Value(Name)} is removed.");
        return ExitCodes.Done;
    }
}
