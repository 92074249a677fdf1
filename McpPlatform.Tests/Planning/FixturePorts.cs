using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Data;

namespace McpPlatform.Tests.Planning;

/// <summary>The ports planning reads from, over the fixture world. Whatever planning may not do throws.</summary>
internal sealed class FixturePorts : IConnectionStore, IConnectorAgent, IPipelineStore
{
    public List<PipelineInfo> Pipelines { get; } = [];

    public HashSet<string> Unreachable { get; } = [];

    public Task<ConnectionInfo?> FindAsync(string tenant, string name, CancellationToken cancellationToken) =>
        Task.FromResult(FixtureWorld.Connections.FirstOrDefault(c => c.Name == name));

    public Task<IReadOnlyList<ConnectionInfo>> ListAsync(string tenant, CancellationToken cancellationToken) =>
        Task.FromResult(FixtureWorld.Connections);

    public Task<IReadOnlyList<ConnectorSpec>> ListConnectorsAsync(CancellationToken cancellationToken) => Task.FromResult(FixtureWorld.Connectors);

    public Task<Catalog> DiscoverAsync(string tenant, ConnectionInfo connection, StreamName? stream, CancellationToken cancellationToken)
    {
        if (Unreachable.Contains(connection.Name))
        {
            throw new ConnectorException(FailureClass.Transient, "the server does not answer.");
        }

        var all = FixtureWorld.Catalogs[connection.Name];

        // As real discovery does: a listing leaves the columns of files out, and a glob is a stream of its own.
        if (stream is null)
        {
            return Task.FromResult(all with { Streams = [.. all.Streams.Select(s => s.Namespace is null ? s with { Columns = [] } : s)] });
        }

        var glob = stream.Name.Contains('*', StringComparison.Ordinal);
        var folder = glob ? stream.Name[..stream.Name.IndexOf('*', StringComparison.Ordinal)] : "";
        var found = glob
            ? all.Streams.Where(s => s.Name.StartsWith(folder, StringComparison.Ordinal)).Take(1).Select(s => s with { Name = stream.Name })
            : all.Streams.Where(s => s.Name == stream.Name && s.Namespace == stream.Namespace);
        return Task.FromResult(all with { Streams = [.. found] });
    }

    public Task<PipelineInfo?> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken) =>
        Task.FromResult(Pipelines.Find(p => p.Name == name));

    public Task<ConnectionInfo> AddAsync(Principal by, AddConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PutBuiltInAsync(string tenant, AddConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetHealthAsync(string tenant, string name, ConnectionHealth health, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PutConnectorsAsync(IReadOnlyList<ConnectorSpec> connectors, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CheckResult> CheckAsync(string tenant, ConnectionInfo connection, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ReadResult> PreviewAsync(string tenant, ConnectionInfo connection, PreviewRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PipelineInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PipelinePlan?> FindPlanAsync(string tenant, Guid id, string planHash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<PipelinePlan>> PlansSinceLastSuccessAsync(string tenant, Guid id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PipelinePlan>>([.. Pipelines.Where(p => p.Id == id).Select(p => p.Plan)]);

    public Task<Page<PipelineInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PipelineInfo> ApplyAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ScheduledPipeline>> ListScheduledAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
