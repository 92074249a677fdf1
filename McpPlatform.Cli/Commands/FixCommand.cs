using System.CommandLine;
using McpPlatform.Cli.Views;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp fix RUN</c>: continues a run that waits for a correction, with a corrected plan or after one made elsewhere.</summary>
internal static class FixCommand
{
    private static readonly Argument<Guid> Run = new("run") { Description = "The run." };

    private static readonly Option<string?> Plan = new("--plan") { Description = "A file with the corrected plan; - for standard input." };

    private static readonly Option<Guid?> Conversation = new("--conversation") { Description = "Take the corrected plan of this conversation." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("fix", "Continue a run that waits for a correction.", RunAsync, Run, Plan, Conversation);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var corrected = (call.Value(Plan), call.Value(Conversation)) switch
        {
            (null, null) => null,
            (null, { } conversation) => await PlanSource.ReadAsync(call, conversation, cancellationToken),
            ({ } path, null) => await PlanSource.ReadAsync(call, path, cancellationToken),
            _ => throw new CliException("Name either a --plan or a --conversation, not both."),
        };
        var run = await call.Gateway.FixRunAsync(call.Value(Run), corrected?.Plan, cancellationToken);
        call.Show(run, shown => RunView.Write(call, shown));
        return ExitCodes.Done;
    }
}
