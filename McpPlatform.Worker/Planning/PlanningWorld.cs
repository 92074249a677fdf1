using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Connections;
using McpPlatform.Data;

namespace McpPlatform.Worker.Planning;

/// <summary>What really stands, looked at once for one answer: connections and their catalogs.</summary>
internal sealed class PlanningWorld(IConnectorAgent agent, string tenant, IReadOnlyList<ConnectionInfo> connections)
{
    private readonly Dictionary<string, (Catalog? Catalog, string? Unreachable)> catalogs = [];
    private readonly Dictionary<(string, StreamName), CatalogStream?> examined = [];

    public IReadOnlyList<ConnectionInfo> Connections => connections;

    public ConnectionInfo? Find(string? name) => connections.FirstOrDefault(c => c.Name == name);

    public static bool IsWritable(ConnectionInfo connection) =>
        !(connection.Options.TryGetValue("readOnly", out var readOnly) && bool.TryParse(readOnly, out var closed) && closed);

    /// <summary>A connection's catalog, or why it could not be had.</summary>
    public async Task<(Catalog? Catalog, string? Unreachable)> CatalogAsync(string name, CancellationToken cancellationToken)
    {
        if (catalogs.TryGetValue(name, out var known))
        {
            return known;
        }

        var found = await DiscoverAsync(name, null, cancellationToken);
        catalogs[name] = found;
        return found;
    }

    /// <summary>A stream with its columns; <see langword="null"/> when there is none of that name.</summary>
    public async Task<CatalogStream?> ExamineAsync(string connection, StreamName stream, CancellationToken cancellationToken)
    {
        if (examined.TryGetValue((connection, stream), out var known))
        {
            return known;
        }

        var (catalog, _) = await CatalogAsync(connection, cancellationToken);
        var found = catalog?.Streams.FirstOrDefault(s => s.Name == stream.Name && s.Namespace == stream.Namespace);
        if (found is null || found.Columns.Count == 0)
        {
            var (whole, _) = await DiscoverAsync(connection, stream, cancellationToken);
            found = whole?.Streams.FirstOrDefault(s => s.Name == stream.Name && s.Namespace == stream.Namespace) ?? found;
        }

        examined[(connection, stream)] = found;
        return found;
    }

    // A connection that cannot be reached is a fact the answer tells, not a failure of planning.
    private async Task<(Catalog? Catalog, string? Unreachable)> DiscoverAsync(string name, StreamName? stream, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } connection)
        {
            return (null, "it does not exist.");
        }

        try
        {
            return (await agent.DiscoverAsync(tenant, connection, stream, cancellationToken), null);
        }
        catch (ConnectorException e)
        {
            return (null, e.Message);
        }
    }
}
