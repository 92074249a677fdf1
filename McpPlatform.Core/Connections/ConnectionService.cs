using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Core.Connections;

/// <summary>Lists, adds, removes, checks and looks into connections.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="connections">Where connections are kept.</param>
/// <param name="secrets">Takes secrets that come as options.</param>
/// <param name="worker">Reaches connectors.</param>
public sealed class ConnectionService(IPolicy policy, IConnectionStore connections, ISecretService secrets, IWorkerConversations worker)
{
    private const int MaxPreviewRows = 1_000;

    /// <summary>Lists connections by name.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<ConnectionInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        await policy.RequireAsync(by, Actions.Read, "connections", cancellationToken);
        var behind = (await connections.ListAsync(by.Tenant, cancellationToken))
            .OrderBy(c => c.Name, StringComparer.Ordinal)
            .Where(c => page.Cursor is null || string.CompareOrdinal(c.Name, page.Cursor) > 0)
            .ToList();
        var items = behind.Take(page.Limit).ToList();
        return new Page<ConnectionInfo>(items, behind.Count > items.Count ? items[^1].Name : null);
    }

    /// <summary>One connection.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such connection.</exception>
    public async Task<ConnectionInfo> GetAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(name), cancellationToken);
        return await connections.FindAsync(by.Tenant, name, cancellationToken) ?? throw Missing(name);
    }

    /// <summary>The connector registry.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyList<ConnectorSpec>> ListConnectorsAsync(Principal by, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "connectors", cancellationToken);
        return await connections.ListConnectorsAsync(cancellationToken);
    }

    /// <summary>Adds a connection; secrets among its options are stored and replaced by references.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">The connection.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ConnectionInfo> AddAsync(Principal by, AddConnection request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageConnections, Resource(request.Name), cancellationToken);
        var spec = await SpecAsync(request.Connector, cancellationToken);
        ConnectionRules.Check(request, spec);
        if (await connections.FindAsync(by.Tenant, request.Name, cancellationToken) is not null)
        {
            throw new ConflictException($"There is a connection '{request.Name}' already. Remove it first, or choose another name.");
        }

        var options = await MoveSecretsAsync(by, request, spec, cancellationToken);
        return await connections.AddAsync(by, request with { Options = options }, cancellationToken);
    }

    /// <summary>Removes a connection that no pipeline uses.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such connection.</exception>
    public async Task RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageConnections, Resource(name), cancellationToken);
        if (!await connections.RemoveAsync(by, name, cancellationToken))
        {
            throw Missing(name);
        }
    }

    /// <summary>Checks whether a connection can be used.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<CheckResult> CheckAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageConnections, Resource(name), cancellationToken);
        return await worker.CheckConnectionAsync(by, name, cancellationToken);
    }

    /// <summary>Discovers streams.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">The connection.</param>
    /// <param name="stream">One stream to examine fully; <see langword="null"/> lists all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Catalog> DiscoverAsync(Principal by, string name, StreamName? stream, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(name), cancellationToken);
        return await worker.DiscoverAsync(by, name, stream, cancellationToken);
    }

    /// <summary>Reads the first rows of a stream.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">The connection.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ReadResult> PreviewAsync(Principal by, string name, PreviewRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.Read, Resource(name), cancellationToken);
        return request.Limit is < 1 or > MaxPreviewRows
            ? throw new InvalidInputException($"'limit' must lie between 1 and {MaxPreviewRows}.")
            : await worker.PreviewAsync(by, name, request, cancellationToken);
    }

    private async Task<ConnectorSpec> SpecAsync(string connector, CancellationToken cancellationToken)
    {
        var known = await connections.ListConnectorsAsync(cancellationToken);
        return known.FirstOrDefault(c => c.Name == connector) ?? throw new InvalidInputException(
            $"There is no connector '{connector}'. There are: {string.Join(", ", known.Select(c => c.Name))}.");
    }

    private async Task<Dictionary<string, string>> MoveSecretsAsync(
        Principal by, AddConnection request, ConnectorSpec spec, CancellationToken cancellationToken)
    {
        var options = request.Options.Where(o => o.Value.Length > 0).ToDictionary(o => o.Key, o => o.Value);
        foreach (var (name, value) in options.ToList())
        {
            if (value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal))
            {
                if (OwnSecrets.IsReference(value))
                {
                    throw new InvalidInputException($"The option '{name}' refers to a secret of whoever calls, and runs belong to nobody who does. Give a secret of the tenant.");
                }

                // Whoever chooses the host could otherwise have any secret sent to it.
                await policy.RequireAsync(by, Actions.ManageSecrets, $"secret/{value[ConnectionConfig.SecretScheme.Length..]}", cancellationToken);
            }
            else if (spec.Options.Any(o => o.Name == name && o.Kind == OptionKind.Secret))
            {
                options[name] = (await secrets.SetAsync(by, $"{request.Name}-{name}", value, cancellationToken)).Reference;
            }
        }

        return options;
    }

    private static string Resource(string name) => $"connection/{name}";

    private static NotFoundException Missing(string name) =>
        new($"There is no connection '{name}'. 'mcpp connections list' shows those that stand.");
}
