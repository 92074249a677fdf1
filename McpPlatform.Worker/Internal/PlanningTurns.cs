using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Planning;

namespace McpPlatform.Worker.Internal;

/// <summary>Takes one turn of a planning conversation: adds what was said, lets the planner answer, stores both.</summary>
/// <param name="policy">The policy.</param>
/// <param name="planner">The planner.</param>
/// <param name="conversations">Where conversations are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class PlanningTurns(IPolicy policy, IPlanner planner, IConversationStore conversations, TimeProvider time)
{
    /// <summary>Takes it.</summary>
    /// <param name="by">Who plans.</param>
    /// <param name="request">The turn.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public async Task<PlanAnswer> TakeAsync(Principal by, PlanRequest request, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Plan, "conversation", cancellationToken);
        var conversation = await FindAsync(by, request.ConversationId, cancellationToken);
        var turn = new ConversationTurn(request.Turn.Words ?? "", request.Turn.Answers, time.GetUtcNow());
        conversation = conversation with { Turns = [.. conversation.Turns, turn] };
        var answer = await planner.AnswerAsync(by, conversation, cancellationToken) with { ConversationId = conversation.Id };
        await conversations.SaveAsync(by, conversation with { Answer = answer }, cancellationToken);
        return answer;
    }

    private async Task<ConversationInfo> FindAsync(Principal by, Guid? id, CancellationToken cancellationToken)
    {
        if (id is not { } known)
        {
            var now = time.GetUtcNow();
            return new ConversationInfo(Guid.CreateVersion7(now), [], null, now);
        }

        return await conversations.FindAsync(by.Tenant, known, cancellationToken)
            ?? throw new NotFoundException($"There is no conversation {known}. Begin a new one.");
    }
}
