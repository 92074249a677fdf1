using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Conversations;

/// <summary>Keeps planning conversations.</summary>
public interface IConversationStore
{
    /// <summary>Finds a conversation; <see langword="null"/> when there is none for the tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<ConversationInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Stores a conversation as it stands after a turn.</summary>
    /// <param name="by">Who.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">Another turn was stored in the meantime.</exception>
    Task SaveAsync(Principal by, ConversationInfo conversation, CancellationToken cancellationToken);

    /// <summary>Lists conversations, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<ConversationInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);
}
