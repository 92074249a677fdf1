using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Api;

/// <summary>Planning in conversations.</summary>
internal static class ConversationsApi
{
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations");
        conversations.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListConversations").WithSummary("Lists conversations, newest first.");
        conversations.MapPost("/", StartAsync).Needs(Actions.Plan).Idempotent().WithName("StartConversation").WithSummary("Begins a conversation with words.");
        conversations.MapGet("/{id:guid}", GetAsync).Needs(Actions.Read).WithName("GetConversation").WithSummary("One conversation.");
        conversations.MapPost("/{id:guid}", ContinueAsync).Needs(Actions.Plan).Idempotent().WithName("ContinueConversation").WithSummary("Goes on with words, answers, or both.");
    }

    private static Task<Page<ConversationInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, ConversationService conversations, CancellationToken cancellationToken) =>
        conversations.ListAsync(caller, query.Page, cancellationToken);

    private static Task<PlanAnswer> StartAsync(
        Caller caller, StartConversation body, ConversationService conversations, CancellationToken cancellationToken) =>
        conversations.StartAsync(caller, body.Words, cancellationToken);

    private static Task<ConversationInfo> GetAsync(Caller caller, Guid id, ConversationService conversations, CancellationToken cancellationToken) =>
        conversations.GetAsync(caller, id, cancellationToken);

    private static Task<PlanAnswer> ContinueAsync(
        Caller caller, Guid id, ContinueConversation body, ConversationService conversations, CancellationToken cancellationToken) =>
        conversations.ContinueAsync(caller, id, body, cancellationToken);
}
