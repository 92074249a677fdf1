using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Conversations;

/// <summary>Plans in conversations.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="conversations">Where conversations are kept.</param>
/// <param name="worker">Plans.</param>
public sealed class ConversationService(IPolicy policy, IConversationStore conversations, IWorkerConversations worker)
{
    private const int MaxWords = 4_000;
    private const int MaxAnswers = 100;

    /// <summary>Begins a conversation.</summary>
    /// <param name="by">Who plans.</param>
    /// <param name="words">What is wanted.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PlanAnswer> StartAsync(Principal by, string? words, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Plan, "conversations", cancellationToken);
        if (string.IsNullOrWhiteSpace(words))
        {
            throw new InvalidInputException("'words' is empty: say what should be moved from where to where.");
        }

        CheckLength(words);
        return await worker.PlanAsync(by, null, new ContinueConversation { Words = words }, cancellationToken);
    }

    /// <summary>Goes on with a conversation.</summary>
    /// <param name="by">Who plans.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="turn">Words, answers, or both.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PlanAnswer> ContinueAsync(Principal by, Guid id, ContinueConversation turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        await policy.RequireAsync(by, Actions.Plan, Resource(id), cancellationToken);
        if (string.IsNullOrWhiteSpace(turn.Words) && turn.Answers.Count == 0)
        {
            throw new InvalidInputException("A turn needs 'words' or 'answers'.");
        }

        if (turn.Answers.Count > MaxAnswers)
        {
            throw new InvalidInputException($"A turn has at most {MaxAnswers} answers.");
        }

        CheckLength(turn.Words);
        foreach (var answer in turn.Answers.Values)
        {
            CheckLength(answer);
        }

        return await worker.PlanAsync(by, id, turn, cancellationToken);
    }

    /// <summary>One conversation.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such conversation.</exception>
    public async Task<ConversationInfo> GetAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(id), cancellationToken);
        return await conversations.FindAsync(by.Tenant, id, cancellationToken) ?? throw new NotFoundException($"There is no conversation {id}.");
    }

    /// <summary>Lists conversations, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<ConversationInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "conversations", cancellationToken);
        return await conversations.ListAsync(by.Tenant, page, cancellationToken);
    }

    private static void CheckLength(string? words)
    {
        if (words?.Length > MaxWords)
        {
            throw new InvalidInputException($"Words and answers have at most {MaxWords} characters each.");
        }
    }

    private static string Resource(Guid id) => $"conversation/{id}";
}
