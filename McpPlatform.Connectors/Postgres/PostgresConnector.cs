using McpPlatform.Connectors.Hosting;
using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Connectors.Postgres.Publishing;
using McpPlatform.Connectors.Postgres.Reading;
using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres;

/// <summary>PostgreSQL, as a source and as a destination. Rows travel in its binary form from one COPY command to the other.</summary>
/// <param name="secrets">Resolves the password of a connection.</param>
/// <param name="time">The clock.</param>
public sealed class PostgresConnector(ISecretResolver secrets, TimeProvider time) : IConnector, IAsyncDisposable
{
    /// <summary>Name of the connector.</summary>
    public const string ConnectorName = "postgres";

    private readonly PostgresSessions sessions = new(secrets);
    private readonly Snapshots snapshots = new(time);

    /// <inheritdoc/>
    public ConnectorSpec Spec { get; } = new()
    {
        Name = ConnectorName,
        Title = "PostgreSQL",
        Version = typeof(PostgresConnector).Assembly.GetName().Version?.ToString(3) ?? "0",
        Options = PostgresSettings.Options,
        CanRead = true,
        WriteModes = Enum.GetValues<SyncMode>(),
        Delivery = DeliveryGuarantee.ExactlyOnce,
        AcceptsNative = true,
        StagesInLanes = true,
    };

    /// <inheritdoc/>
    public async Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            await using var session = await sessions.OpenAsync(request.Connection, request.Tenant, "check_connection", ct);
            var user = await session.ScalarAsync<string>("SELECT current_user::text", ct);
            return new CheckResult(true, $"Reached PostgreSQL {session.PostgreSqlVersion} at {PostgresSettings.Parse(request.Connection).Address} as {user}.");
        }
        catch (ConnectorException failure)
        {
            return new CheckResult(false, failure.Message, failure.Failure);
        }
    }

    /// <inheritdoc/>
    public Task<Catalog> DiscoverAsync(DiscoverRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var schema = PostgresSettings.Parse(request.Connection).Schema;
        return WithSessionAsync(
            request.Connection, request.Tenant, "discover_schema", "discover the schema",
            session => StreamDiscovery.DiscoverAsync(session, request, schema, ct), ct);
    }

    /// <inheritdoc/>
    public Task<ReadResult> DescribeReadAsync(ReadRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WithSessionAsync(
            request.Connection, request.Run.Tenant, Purpose(request.Run), $"read '{request.Stream}'",
            session => ReadDescription.DescribeAsync(session, request, NameOf(request), OpenAsync, snapshots, ct), ct);

        Task<NpgsqlConnection> OpenAsync() => sessions.OpenAsync(request.Connection, request.Run.Tenant, Purpose(request.Run), ct);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Segment> ReadAsync(ReadRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TableRead.ReadAsync(request, NameOf(request), OpenAsync, snapshots, ct);

        Task<NpgsqlConnection> OpenAsync() => sessions.OpenAsync(request.Connection, request.Run.Tenant, Purpose(request.Run), ct);
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var target = TargetOf(request);
        return WithSessionAsync(
            request.Connection, request.Run.Tenant, Purpose(request.Run), $"{Verb(request.Intent)} {target}",
            session => request.Intent switch
            {
                WriteIntent.Stage => Staging.StageAsync(session, request, target, ct),
                WriteIntent.Publish => Publication.PublishAsync(session, request, target, ct),
                WriteIntent.Discard => Staging.DiscardAsync(session, request, target, ct),
                _ => Restoration.RestoreAsync(session, request, target, ct),
            },
            ct);
    }

    /// <inheritdoc/>
    public async Task<ISegmentSink> OpenSinkAsync(WriteRequest request, IReadOnlyList<ColumnSchema> columns, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var target = TargetOf(request);
        var session = await sessions.OpenAsync(request.Connection, request.Run.Tenant, Purpose(request.Run), ct);
        try
        {
            return await CopySink.OpenAsync(session, request, target, columns, ct);
        }
        catch (Exception failure)
        {
            await session.DisposeAsync();
            if (PostgresFailure.Explains(failure))
            {
                throw PostgresFailure.Of(failure, $"write to {target}");
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => snapshots.DisposeAsync();

    private async Task<T> WithSessionAsync<T>(
        ConnectionConfig connection, string tenant, string purpose, string doing, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var session = await sessions.OpenAsync(connection, tenant, purpose, ct);
        try
        {
            return await work(session);
        }
        catch (Exception failure) when (PostgresFailure.Explains(failure))
        {
            throw PostgresFailure.Of(failure, doing);
        }
    }

    private static TableName NameOf(ReadRequest request) =>
        new(request.Stream.Namespace ?? PostgresSettings.Parse(request.Connection).Schema, request.Stream.Name);

    private static TableName TargetOf(WriteRequest request) => TableName.Parse(request.Target, PostgresSettings.Parse(request.Connection).Schema);

    private static string Purpose(RunContext run) => $"run/{run.RunId}";

    private static string Verb(WriteIntent intent) => intent switch
    {
        WriteIntent.Stage => "prepare to write to",
        WriteIntent.Publish => "publish to",
        WriteIntent.Discard => "discard what is staged for",
        _ => "restore",
    };
}
