using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Planning;

/// <summary>Turns a conversation into a plan, questions, or a reasoned no. The built-in one needs no language model; a team of agents can stand here instead.</summary>
public interface IPlanner
{
    /// <summary>Answers the latest turn, in the light of all.</summary>
    /// <param name="by">Who plans.</param>
    /// <param name="conversation">The conversation with its latest turn.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    Task<PlanAnswer> AnswerAsync(Principal by, ConversationInfo conversation, CancellationToken cancellationToken);
}
