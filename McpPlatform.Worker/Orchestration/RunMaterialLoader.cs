using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;
using McpPlatform.Data;

namespace McpPlatform.Worker.Orchestration;

/// <summary>Fetches what a run works on: the plan by its hash, and the two connections as they stand now.</summary>
/// <param name="pipelines">The pipelines.</param>
/// <param name="connections">The connections.</param>
internal sealed class RunMaterialLoader(IPipelineStore pipelines, IConnectionStore connections)
{
    /// <summary>Fetches it.</summary>
    /// <param name="lease">The run's lease.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConnectorException">The plan or a connection is gone, or the plan is not the one that was approved.</exception>
    public async Task<RunMaterial> LoadAsync(RunLease lease, RunInfo run, CancellationToken cancellationToken)
    {
        var pipeline = await pipelines.FindAsync(lease.Tenant, run.PipelineId, cancellationToken)
            ?? throw Wrong($"The pipeline '{run.Pipeline}' no longer exists.");
        var plan = await pipelines.FindPlanAsync(lease.Tenant, run.PipelineId, run.PlanHash, cancellationToken)
            ?? throw Wrong($"The pipeline '{run.Pipeline}' has no plan with the hash {run.PlanHash}. Apply the plan again and start a new run.");
        if (PlanHash.Of(plan) != run.PlanHash)
        {
            throw Wrong($"The stored plan of '{run.Pipeline}' is not the one this run was started with. Apply the plan again and start a new run.");
        }

        var source = await FindAsync(lease.Tenant, plan.Source, cancellationToken);
        var destination = await FindAsync(lease.Tenant, plan.Destination, cancellationToken);
        var specs = await connections.ListConnectorsAsync(cancellationToken);
        return new RunMaterial(
            pipeline with { Plan = plan, PlanHash = run.PlanHash }, source, destination,
            specs.FirstOrDefault(s => s.Name == destination.Connector));
    }

    private async Task<ConnectionInfo> FindAsync(string tenant, PlanEndpoint endpoint, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(tenant, endpoint.Connection, cancellationToken)
            ?? throw Wrong($"There is no connection '{endpoint.Connection}'. Add it with 'mcpp connections add {endpoint.Connection}', then fix the run.");
        var options = new Dictionary<string, string>(connection.Options);
        foreach (var (key, value) in endpoint.Options.Where(o => o.Key != SourcePartitions.Option))
        {
            options[key] = value;
        }

        return connection with { Options = options };
    }

    private static ConnectorException Wrong(string message) => new(FailureClass.Configuration, message);
}

/// <summary>The one option of a plan's source that is the engine's own and not the connector's.</summary>
internal static class SourcePartitions
{
    /// <summary>Name of the option: how many partitions a large stream is read in.</summary>
    public const string Option = "partitions";

    /// <summary>Reads it.</summary>
    /// <param name="source">The plan's source.</param>
    /// <param name="otherwise">Used where the plan says nothing.</param>
    /// <exception cref="ConnectorException">It is no number from 1 to 64.</exception>
    public static int Of(PlanEndpoint source, int otherwise)
    {
        if (!source.Options.TryGetValue(Option, out var text))
        {
            return otherwise;
        }

        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= 64
            ? wanted
            : throw new ConnectorException(FailureClass.Configuration, $"The source option '{Option}' is '{text}'; it must be a number from 1 to 64.");
    }
}
