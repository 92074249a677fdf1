using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp answer CONVERSATION FIELD=VALUE…</c>: answers questions of a conversation.</summary>
internal static class AnswerCommand
{
    private static readonly Argument<Guid> Conversation = new("conversation") { Description = "The conversation." };

    private static readonly Argument<string[]> Answers = new("answers")
    {
        Description = "FIELD=VALUE for each question, or words.", Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("answer", "Answer what planning asked.", RunAsync, Conversation, Answers);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var given = call.Value(Answers);
        var isWords = given is [var only] && !only.Contains('=', StringComparison.Ordinal);
        var turn = isWords ? new ContinueConversation { Words = given[0] } : new ContinueConversation { Answers = Texts.Pairs(given) };
        var answer = await call.Gateway.ContinueConversationAsync(call.Value(Conversation), turn, cancellationToken);
        call.Show(answer, shown => PlanView.Write(call, shown));
        return ExitCodes.Of(answer.Status);
    }
}
