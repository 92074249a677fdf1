using System.CommandLine;
using McpPlatform.Client.Words;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp apply</c>: makes a plan a pipeline.</summary>
internal static class ApplyCommand
{
    private static readonly Argument<string?> Plan = new("plan") { Description = "A file with a plan; - for standard input.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<Guid?> Conversation = new("--conversation") { Description = "Take the plan of this conversation." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("apply", "Make a plan a pipeline, or a new version of one.", RunAsync, Plan, Conversation);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var apply = (call.Value(Plan), call.Value(Conversation)) switch
        {
            (null, { } conversation) => await PlanSource.ReadAsync(call, conversation, cancellationToken),
            ({ } path, null) => await PlanSource.ReadAsync(call, path, cancellationToken),
            _ => throw new CliException("Name either a file with a plan or a --conversation."),
        };
        var pipeline = await call.Gateway.ApplyPlanAsync(apply, cancellationToken);
        call.Show(pipeline, shown =>
        {
            call.Say($"{shown.Name}: version {shown.Version} stands. {ScheduleWords.Of(shown.Plan.Schedule)}.");
            call.Say($"Run it:  mcpp run {shown.Id}");
        });
        return ExitCodes.Done;
    }
}
