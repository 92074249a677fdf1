using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>answer_question</c>: goes on with a planning conversation.</summary>
internal sealed class AnswerQuestionTool(ConversationService conversations, ILogger<AnswerQuestionTool> logger)
    : PlatformTool<AnswerQuestionArguments, PlanAnswer>(About, ToolJson.Default.AnswerQuestionArguments, ContractsJson.Default.PlanAnswer, logger)
{
    private static readonly ToolDescription About = new(
        "answer_question", "Answer a planning question",
        "Answers the questions of plan_pipeline, by their fields or in words. Answers as plan_pipeline does.",
        Actions.Plan, ReadOnly: true);

    protected override Task<PlanAnswer> CallAsync(Principal by, AnswerQuestionArguments arguments, CancellationToken cancellationToken) =>
        conversations.ContinueAsync(
            by, arguments.ConversationId, new ContinueConversation { Words = arguments.Words, Answers = arguments.Answers }, cancellationToken);
}
