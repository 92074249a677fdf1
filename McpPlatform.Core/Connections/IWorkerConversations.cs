using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Connections;

/// <summary>
/// What the Gateway asks a Worker while the caller waits, each with a deadline: the Worker's internal HTTP API, called with a short-lived
/// signed assertion of the principal.
/// </summary>
public interface IWorkerConversations
{
    /// <summary>One planning turn. The conversation, its turn and the answer are stored by the Worker.</summary>
    /// <param name="by">Who plans.</param>
    /// <param name="conversationId">The conversation; <see langword="null"/> begins one.</param>
    /// <param name="turn">What was said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PlanAnswer> PlanAsync(Principal by, Guid? conversationId, ContinueConversation turn, CancellationToken cancellationToken);

    /// <summary>Checks a plan without storing it; the answer has the plan with its approvals and delivery filled in.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PlanAnswer> CheckPlanAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken);

    /// <summary>Checks a connection and notes its health.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="connection">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<CheckResult> CheckConnectionAsync(Principal by, string connection, CancellationToken cancellationToken);

    /// <summary>Discovers streams.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="connection">Name of the connection.</param>
    /// <param name="stream">One stream to examine fully; <see langword="null"/> lists all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Catalog> DiscoverAsync(Principal by, string connection, StreamName? stream, CancellationToken cancellationToken);

    /// <summary>Reads the first rows of a stream.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="connection">Name of the connection.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<ReadResult> PreviewAsync(Principal by, string connection, PreviewRequest request, CancellationToken cancellationToken);

    /// <summary>Puts an earlier version of a dataset back.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="datasetId"><c>connection/target</c>.</param>
    /// <param name="version">The version; <see langword="null"/> for the newest.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<DatasetInfo> RollbackAsync(Principal by, string datasetId, long? version, CancellationToken cancellationToken);
}
