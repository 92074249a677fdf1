using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp plan "WORDS"</c>: begins a conversation, or goes on with one.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string?> Words = new("words") { Description = "What should move, in your words.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<Guid?> Conversation = new("--conversation") { Description = "Go on with this conversation." };

    private static readonly Option<string[]> Answers = new("--answer")
    {
        Description = "FIELD=VALUE, the answer to a question; repeatable.", AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("plan", "Plan from words; nothing runs yet.", RunAsync, Words, Conversation, Answers);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var words = call.Value(Words);
        var answers = Texts.Pairs(call.Value(Answers));
        if (call.Value(Conversation) is not { } id && string.IsNullOrWhiteSpace(words))
        {
            throw new CliException("Say what should move, such as: mcpp plan \"load airports.csv from the samples into the warehouse\".");
        }

        var answer = call.Value(Conversation) is { } conversation
            ? await call.Gateway.ContinueConversationAsync(
                conversation, new ContinueConversation { Words = words, Answers = answers }, cancellationToken)
            : await call.Gateway.StartConversationAsync(words!, cancellationToken);
        if (answers.Count > 0 && call.Value(Conversation) is null)
        {
            answer = await call.Gateway.ContinueConversationAsync(
                answer.ConversationId, new ContinueConversation { Answers = answers }, cancellationToken);
        }

        call.Show(answer, shown => PlanView.Write(call, shown));
        return ExitCodes.Of(answer.Status);
    }
}
