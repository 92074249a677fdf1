using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace McpPlatform.Store.Connections;

/// <summary>Connections by name.</summary>
internal sealed class ConnectionStore(PlatformDatabase database, TimeProvider time) : IConnectionStore
{
    private const int MostConnections = 1_000;

    public async Task<ConnectionInfo?> FindAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await RowAsync(work, name, cancellationToken) is { } row ? Info(row) : null;
    }

    public async Task<IReadOnlyList<ConnectionInfo>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.Connections.AsNoTracking().Where(c => c.TenantId == tenant).OrderBy(c => c.Name)
            .Take(MostConnections).ToListAsync(cancellationToken);
        return [.. rows.Select(Info)];
    }

    public async Task<ConnectionInfo> AddAsync(Principal by, AddConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(connection);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await work.Rows.Connections.CountAsync(c => c.TenantId == by.Tenant, cancellationToken) >= MostConnections)
        {
            throw new ConflictException($"There are {MostConnections} connections already, the most there can be. Remove one first.");
        }

        var row = Row(by.Tenant, connection, by.Name, builtIn: false);
        work.Rows.Add(row);
        await work.RecordAsync(
            by, EventTypes.ConnectionAdded, Subject(connection.Name), row.CreatedAt, cancellationToken, ("connector", connection.Connector));
        try
        {
            await work.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new ConflictException($"There is a connection '{connection.Name}' already. Choose another name, or remove it first.");
        }

        return Info(row);
    }

    public async Task PutBuiltInAsync(string tenant, AddConnection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        const string sql = """
            INSERT INTO connections AS c (tenant_id, name, connector, options, built_in, created_by, created_at)
            VALUES ($1, $2, $3, $4::json, true, $5, $6)
            ON CONFLICT (tenant_id, name) DO UPDATE
            SET connector = excluded.connector, options = excluded.options, built_in = true,
                health_ok = NULL, health_message = NULL, health_checked_at = NULL
            WHERE (c.connector, c.options::text, c.built_in) IS DISTINCT FROM (excluded.connector, excluded.options::text, true)
            """;
        var row = Row(tenant, connection, "platform", builtIn: true);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, tenant, row.Name, row.Connector, row.OptionsJson, row.CreatedBy, row.CreatedAt);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await RowAsync(work, name, cancellationToken) is not { } row)
        {
            return false;
        }

        if (row.BuiltIn)
        {
            throw new ConflictException($"The connection '{name}' is built in and cannot be removed.");
        }

        await RefuseUsedAsync(work, name, cancellationToken);
        await work.ExecuteAsync("DELETE FROM connections WHERE tenant_id = $1 AND name = $2", cancellationToken, by.Tenant, name);
        await work.RecordAsync(by, EventTypes.ConnectionRemoved, Subject(name), time.Now(), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return true;
    }

    public async Task SetHealthAsync(string tenant, string name, ConnectionHealth health, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(health);
        const string sql = """
            UPDATE connections SET health_ok = $3, health_message = $4, health_checked_at = $5 WHERE tenant_id = $1 AND name = $2
            """;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, tenant, name, health.Ok, health.Message, health.CheckedAt.AsStored());
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ConnectorSpec>> ListConnectorsAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var specs = await work.Rows.Connectors.AsNoTracking().OrderBy(c => c.Name).Select(c => c.SpecJson).ToListAsync(cancellationToken);
        return [.. specs.Select(s => JsonSerializer.Deserialize(s, ContractsJson.Default.ConnectorSpec)!)];
    }

    public async Task PutConnectorsAsync(IReadOnlyList<ConnectorSpec> connectors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connectors);
        const string sql = """
            INSERT INTO connectors (tenant_id, name, spec, updated_at) SELECT $1, name, spec::json, $4
            FROM unnest($2::text[], $3::text[]) AS c (name, spec) ORDER BY name
            ON CONFLICT (tenant_id, name) DO UPDATE SET spec = excluded.spec, updated_at = excluded.updated_at
            """;
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await work.ExecuteAsync(
            sql, cancellationToken, work.Tenant, connectors.Select(c => c.Name).ToArray(),
            connectors.Select(c => JsonSerializer.Serialize(c, ContractsJson.Default.ConnectorSpec)).ToArray(), time.Now());
        await work.CommitAsync(cancellationToken);
    }

    private static Task<ConnectionRow?> RowAsync(UnitOfWork work, string name, CancellationToken cancellationToken) =>
        work.Rows.Connections.AsNoTracking().FirstOrDefaultAsync(c => c.TenantId == work.Tenant && c.Name == name, cancellationToken);

    private static async Task RefuseUsedAsync(UnitOfWork work, string name, CancellationToken cancellationToken)
    {
        var user = await work.Rows.Pipelines.Where(p => p.TenantId == work.Tenant && (p.SourceConnection == name || p.DestinationConnection == name))
            .OrderBy(p => p.Name).Select(p => p.Name).FirstOrDefaultAsync(cancellationToken);
        if (user is not null)
        {
            throw new ConflictException($"The pipeline '{user}' uses the connection '{name}'. Point the pipeline elsewhere first.");
        }
    }

    private ConnectionRow Row(string tenant, AddConnection connection, string createdBy, bool builtIn) => new()
    {
        TenantId = tenant, Name = connection.Name, Connector = connection.Connector, BuiltIn = builtIn, CreatedBy = createdBy,
        CreatedAt = time.Now(),

        // Sorted, so that equal options are equal text.
        OptionsJson = JsonSerializer.Serialize(
            new SortedDictionary<string, string>(connection.Options.ToDictionary(), StringComparer.Ordinal),
            ContractsJson.Default.IReadOnlyDictionaryStringString),
    };

    private static ConnectionInfo Info(ConnectionRow c) => new(
        c.Name, c.Connector, JsonSerializer.Deserialize(c.OptionsJson, ContractsJson.Default.IReadOnlyDictionaryStringString)!, c.BuiltIn,
        c.HealthOk is { } ok ? new ConnectionHealth(ok, c.HealthMessage ?? "", c.HealthCheckedAt!.Value) : null);

    private static string Subject(string name) => $"connection/{name}";
}
