using System.CommandLine;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp connections check NAME</c>.</summary>
internal static class ConnectionCheckCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("check", "Check whether a connection can be used.", RunAsync, Name);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var check = await call.Gateway.CheckConnectionAsync(call.Value(Name), cancellationToken);
        call.Show(check, shown => call.Say(shown.Message));
        return check.Ok ? ExitCodes.Done : ExitCodes.Failed;
    }
}
