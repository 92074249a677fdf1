using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Client;

/// <content>Conversations, plans and pipelines.</content>
public sealed partial class PlatformClient
{
    /// <summary>Begins a conversation.</summary>
    /// <param name="words">What is wanted.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PlanAnswer> StartConversationAsync(string words, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "conversations", new StartConversation(words), ContractsJson.Default.StartConversation, ContractsJson.Default.PlanAnswer,
            cancellationToken);

    /// <summary>Goes on with a conversation.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="turn">Words, answers, or both.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PlanAnswer> ContinueConversationAsync(Guid id, ContinueConversation turn, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            $"{Root}conversations/{id}", turn, ContractsJson.Default.ContinueConversation, ContractsJson.Default.PlanAnswer, cancellationToken);

    /// <summary>One conversation.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ConversationInfo> GetConversationAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.GetAsync($"{Root}conversations/{id}", ContractsJson.Default.ConversationInfo, cancellationToken);

    /// <summary>Lists conversations, newest first.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<ConversationInfo>> ListConversationsAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "conversations", cursor, limit), ContractsJson.Default.PageConversationInfo, cancellationToken);

    /// <summary>Checks a plan without storing it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PlanAnswer> CheckPlanAsync(PipelinePlan plan, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "plans/check", new CheckPlan(plan), ContractsJson.Default.CheckPlan, ContractsJson.Default.PlanAnswer, cancellationToken);

    /// <summary>Makes a plan a pipeline.</summary>
    /// <param name="apply">The plan, and the hash the person saw.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PipelineInfo> ApplyPlanAsync(ApplyPlan apply, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "pipelines", apply, ContractsJson.Default.ApplyPlan, ContractsJson.Default.PipelineInfo, cancellationToken);

    /// <summary>Lists pipelines, newest first.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<PipelineInfo>> ListPipelinesAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "pipelines", cursor, limit), ContractsJson.Default.PagePipelineInfo, cancellationToken);

    /// <summary>One pipeline.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PipelineInfo> GetPipelineAsync(Guid id, CancellationToken cancellationToken = default) =>
        gateway.GetAsync($"{Root}pipelines/{id}", ContractsJson.Default.PipelineInfo, cancellationToken);

    /// <summary>Changes a pipeline's schedule, as a new version of its plan.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="schedule">The new schedule.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PipelineInfo> ChangeScheduleAsync(Guid id, PlanSchedule schedule, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(
            $"{Root}pipelines/{id}/schedule", new ChangeSchedule(schedule), ContractsJson.Default.ChangeSchedule,
            ContractsJson.Default.PipelineInfo, cancellationToken);
}
