using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres;

/// <summary>
/// Opens sessions. None is pooled: a run needs about ten, and a session that is new cannot be one that died while it lay in a pool.
/// </summary>
/// <param name="secrets">Resolves the password.</param>
internal sealed class PostgresSessions(ISecretResolver secrets)
{
    // Text that values turn into must not depend on the server's settings; locks and idle transactions must not be held without end.
    private const string Prepare =
        """
        SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex';
        SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '2min'; SET statement_timeout = 0
        """;

    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a session.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="tenant">Tenant that owns the password.</param>
    /// <param name="purpose">What the password is read for; recorded.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="ConnectorException">The server cannot be reached, or refuses.</exception>
    public async Task<NpgsqlConnection> OpenAsync(ConnectionConfig connection, string tenant, string purpose, CancellationToken ct)
    {
        var settings = PostgresSettings.Parse(connection);
        var password = await PasswordAsync(settings, tenant, purpose, ct);
        var source = new NpgsqlDataSourceBuilder(ConnectionString(settings, password)).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
        var session = source.CreateConnection();
        try
        {
            await session.OpenAsync(ct);
            await session.ExecuteAsync(Prepare, ct);
            return session;
        }
        catch (Exception failure) when (failure is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            await session.DisposeAsync();
            throw PostgresFailure.OfConnecting(failure, settings);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<string?> PasswordAsync(PostgresSettings settings, string tenant, string purpose, CancellationToken ct)
    {
        if (settings.Password?.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal) != true)
        {
            return settings.Password;
        }

        try
        {
            return await secrets.ResolveAsync(tenant, settings.Password, purpose, ct);
        }
        catch (SecretNotFoundException failure)
        {
            throw new ConnectorException(FailureClass.Configuration, failure.Message, failure);
        }
    }

    private static string ConnectionString(PostgresSettings settings, string? password) => new NpgsqlConnectionStringBuilder
    {
        Host = settings.Host,
        Port = settings.Port,
        Database = settings.Database,
        Username = settings.Username,
        Password = password,
        SslMode = settings.SslMode,
        ApplicationName = "mcp-platform",
        Pooling = false,
        Timeout = 15,
        CommandTimeout = 0,
        KeepAlive = 0,
        TcpKeepAlive = true,
        ReadBufferSize = BufferBytes,
        WriteBufferSize = BufferBytes,
        IncludeErrorDetail = false,
    }.ConnectionString;
}
