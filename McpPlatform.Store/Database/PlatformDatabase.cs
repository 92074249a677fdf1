using Npgsql;

namespace McpPlatform.Store.Database;

/// <summary>
/// The two ways to the control plane: the pooled one (which may lead through a pooler) for transactions, and the direct one for what
/// lives as long as its connection: LISTEN and session locks.
/// </summary>
internal sealed class PlatformDatabase : IAsyncDisposable
{
    public const string EveryTenant = "*";

    // Lets the server notice within seconds that a client's machine is gone, and free its locks.
    private const string ServerProbes = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";

    private readonly NpgsqlDataSource pooled;
    private readonly NpgsqlDataSource direct;

    public PlatformDatabase(string platform, string platformDirect)
    {
        pooled = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(platform) { ApplicationName = "mcpp" });
        var given = new NpgsqlConnectionStringBuilder(platformDirect);
        direct = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(platformDirect)
        {
            Options = $"{given.Options} {ServerProbes}".Trim(),
            ApplicationName = "mcpp direct",
            Pooling = false,

            // Nobody asks on these connections, so only probes show that the other side is gone.
            TcpKeepAlive = true,
            KeepAlive = 15,
        });
    }

    /// <summary>Begins a transaction that sees and writes the rows of one tenant.</summary>
    public Task<UnitOfWork> BeginAsync(string tenant, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return tenant == EveryTenant
            ? throw new ArgumentException("'*' is not the name of a tenant.", nameof(tenant))
            : UnitOfWork.BeginAsync(pooled, tenant, cancellationToken);
    }

    /// <summary>Begins a transaction of the platform itself: it sees all tenants where a policy allows that.</summary>
    public Task<UnitOfWork> BeginSystemAsync(CancellationToken cancellationToken) =>
        UnitOfWork.BeginAsync(pooled, EveryTenant, cancellationToken);

    /// <summary>Reads rows of one tenant by one statement, in one exchange with PostgreSQL.</summary>
    public Task<List<T>> ReadAsync<T>(
        string tenant, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values) =>
        TenantRead.RunAsync(pooled, tenant, sql, read, values, cancellationToken);

    /// <summary>Opens a connection of its own for LISTEN or session locks; the caller closes it.</summary>
    public ValueTask<NpgsqlConnection> OpenDirectAsync(CancellationToken cancellationToken) => direct.OpenConnectionAsync(cancellationToken);

    /// <summary>Sends a notification outside any transaction.</summary>
    public async Task NotifyAsync(string channel, string payload, CancellationToken cancellationToken)
    {
        await using var command = pooled.CreateCommand("SELECT pg_notify($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = channel });
        command.Parameters.Add(new NpgsqlParameter { Value = payload });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await pooled.DisposeAsync();
        await direct.DisposeAsync();
    }
}
