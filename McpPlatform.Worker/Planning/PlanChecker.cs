using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Planning;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Data;
using McpPlatform.Worker.Orchestration;

namespace McpPlatform.Worker.Planning;

/// <summary>Gathers what stands around a plan and lets the critic judge it.</summary>
internal sealed class PlanChecker(IConnectionStore connections, IConnectorAgent agent, IPipelineStore pipelines, TimeProvider time) : IPlanChecker
{
    /// <inheritdoc/>
    public Task<PlanAnswer> CheckAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken) =>
        CheckAsync(by, plan, mayRetry: false, cancellationToken);

    /// <inheritdoc/>
    public Task<PlanAnswer> CheckForRunAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken) =>
        CheckAsync(by, plan, mayRetry: true, cancellationToken);

    private async Task<PlanAnswer> CheckAsync(Principal by, PipelinePlan plan, bool mayRetry, CancellationToken cancellationToken)
    {
        var connectors = await connections.ListConnectorsAsync(cancellationToken);
        var sources = plan.Streams.Select(s => new StreamName(s.Name, s.Namespace)).Distinct().ToList();
        var existing = await pipelines.FindByNameAsync(by.Tenant, plan.Name, cancellationToken);
        var ends = await Task.WhenAll(
            GatherAsync(by.Tenant, plan.Source, sources, connectors, mayRetry, cancellationToken),
            GatherAsync(by.Tenant, plan.Destination, [], connectors, mayRetry, cancellationToken));
        var facts = new PlanFacts(
            ends[0],
            ends[1],
            existing,
            time.GetUtcNow())
        {
            Former = existing is null ? [] : await pipelines.PlansSinceLastSuccessAsync(by.Tenant, existing.Id, cancellationToken),
        };
        return Answer(plan, PlanCritic.Judge(plan, facts));
    }

    private static PlanAnswer Answer(PipelinePlan plan, PlanCritique critique)
    {
        if (!critique.Passed)
        {
            return new PlanAnswer
            {
                Status = PlanAnswerStatus.Impossible,
                ConversationId = Guid.Empty,
                Reasons = Reasons(critique.Findings.Where(f => f.Severity == FindingSeverity.Error)),
            };
        }

        var ready = plan with { Approvals = critique.Gates, Metadata = plan.Metadata with { Delivery = critique.Delivery } };
        return new PlanAnswer
        {
            Status = PlanAnswerStatus.Ready,
            ConversationId = Guid.Empty,
            Plan = ready,
            PlanHash = PlanHash.Of(ready),
            Reasons = Reasons(critique.Findings),
        };
    }

    private static List<PlanReason> Reasons(IEnumerable<Finding> findings) => [.. findings.Select(f => new PlanReason(f.Field, f.Sentence))];

    private async Task<EndpointFacts?> GatherAsync(
        string tenant, PlanEndpoint end, List<StreamName> streams, IReadOnlyList<ConnectorSpec> connectors, bool mayRetry,
        CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(tenant, end.Connection, cancellationToken) is not { } stored)
        {
            return null;
        }

        // The plan's own options decide how a file is read, so its columns must be seen through them.
        var connection = end.Options.Count == 0 ? stored : stored with { Options = Over(stored.Options, end.Options) };
        var connector = connectors.FirstOrDefault(c => c.Name == connection.Connector);
        try
        {
            var catalog = await agent.DiscoverAsync(tenant, connection, null, cancellationToken);
            return new EndpointFacts(connection, connector, await ExamineAsync(tenant, connection, catalog, streams, cancellationToken));
        }
        catch (ConnectorException e) when (!mayRetry || e.Failure == FailureClass.Configuration)
        {
            return new EndpointFacts(connection, connector, null, e.Message);
        }
    }

    private async Task<Catalog> ExamineAsync(
        string tenant, ConnectionInfo connection, Catalog catalog, List<StreamName> streams, CancellationToken cancellationToken)
    {
        var whole = catalog.Streams.ToDictionary(s => new StreamName(s.Name, s.Namespace));
        foreach (var name in streams.Where(n => !whole.TryGetValue(n, out var known) || known.Columns.Count == 0))
        {
            var found = await agent.DiscoverAsync(tenant, connection, name, cancellationToken);
            foreach (var stream in found.Streams.Where(s => s.Name == name.Name && s.Namespace == name.Namespace))
            {
                whole[name] = stream;
            }
        }

        return catalog with { Streams = [.. whole.Values] };
    }

    private static Dictionary<string, string> Over(IReadOnlyDictionary<string, string> below, IReadOnlyDictionary<string, string> above)
    {
        var merged = new Dictionary<string, string>(below);
        foreach (var (key, value) in above.Where(o => o.Key != SourcePartitions.Option))
        {
            merged[key] = value;
        }

        return merged;
    }
}
