using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.WorkerClient;

/// <summary>Conversations with a Worker over its internal HTTP API, one method a route.</summary>
internal sealed class WorkerConversations(WorkerTransport worker, IOptions<GatewayOptions> options) : IWorkerConversations
{
    private TimeSpan Planning => options.Value.PlanningTimeout;

    private TimeSpan Connector => options.Value.ConnectorTimeout;

    public Task<PlanAnswer> PlanAsync(Principal by, Guid? conversationId, ContinueConversation turn, CancellationToken cancellationToken) =>
        worker.PostAsync(by, "plan", PlanBody(conversationId, turn), ContractsJson.Default.PlanAnswer, Planning, cancellationToken);

    public Task<PlanAnswer> CheckPlanAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken) => worker.PostAsync(
        by, "plans/check", JsonSerializer.SerializeToNode(new CheckPlan(plan), ContractsJson.Default.CheckPlan), ContractsJson.Default.PlanAnswer,
        Planning, cancellationToken);

    public Task<CheckResult> CheckConnectionAsync(Principal by, string connection, CancellationToken cancellationToken) =>
        worker.PostAsync(by, $"{Path(connection)}/check", null, ContractsJson.Default.CheckResult, Connector, cancellationToken);

    public Task<Catalog> DiscoverAsync(Principal by, string connection, StreamName? stream, CancellationToken cancellationToken) => worker.PostAsync(
        by, $"{Path(connection)}/discover", stream is null ? null : JsonSerializer.SerializeToNode(stream, ContractsJson.Default.StreamName),
        ContractsJson.Default.Catalog, Connector, cancellationToken);

    public Task<ReadResult> PreviewAsync(Principal by, string connection, PreviewRequest request, CancellationToken cancellationToken) =>
        worker.PostAsync(
            by, $"{Path(connection)}/preview", JsonSerializer.SerializeToNode(request, ContractsJson.Default.PreviewRequest),
            ContractsJson.Default.ReadResult, Connector, cancellationToken);

    public Task<DatasetInfo> RollbackAsync(Principal by, string datasetId, long? version, CancellationToken cancellationToken) => worker.PostAsync(
        by, "datasets/rollback", RollbackBody(datasetId, version), ContractsJson.Default.DatasetInfo, Planning, cancellationToken);

    private static JsonObject PlanBody(Guid? conversationId, ContinueConversation turn)
    {
        var body = new JsonObject { ["turn"] = JsonSerializer.SerializeToNode(turn, ContractsJson.Default.ContinueConversation) };
        if (conversationId is { } id)
        {
            body["conversationId"] = id;
        }

        return body;
    }

    private static JsonObject RollbackBody(string datasetId, long? version)
    {
        var body = new JsonObject { ["id"] = datasetId };
        if (version is { } number)
        {
            body["version"] = number;
        }

        return body;
    }

    private static string Path(string connection) => $"connections/{Uri.EscapeDataString(connection)}";
}
