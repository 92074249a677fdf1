using Npgsql;

namespace McpPlatform.AppHost.Postgres;

/// <summary>Databases and roles of a private server. Run at every start, so a restored or half-made cluster comes out right.</summary>
internal static class DatabaseSetup
{
    /// <summary>Makes what is missing and sets the passwords.</summary>
    public static async Task ApplyAsync(PostgresAccess access, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(access.Owner("postgres"));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // A statement that fails must not write its password into the server's log.
        await RunAsync(connection, "SET log_min_error_statement = panic", cancellationToken);
        await RoleAsync(connection, PostgresAccess.WarehouseRole, access.WarehousePassword, cancellationToken);
        await RoleAsync(connection, PostgresAccess.ReaderRole, access.ReaderPassword, cancellationToken);
        await DatabaseAsync(connection, PostgresAccess.PlatformDatabase, PostgresAccess.OwnerRole, cancellationToken);
        await DatabaseAsync(connection, PostgresAccess.WarehouseDatabase, PostgresAccess.WarehouseRole, cancellationToken);
        await RunAsync(connection, Rights, cancellationToken);
    }

    /// <summary>Lets the services' role, which the migrations made, into the platform database.</summary>
    public static async Task AdmitServiceAsync(PostgresAccess access, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(access.Owner(PostgresAccess.PlatformDatabase));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await RunAsync(connection, $"GRANT CONNECT ON DATABASE {PostgresAccess.PlatformDatabase} TO {PostgresAccess.ServiceRole}", cancellationToken);
    }

    // pg_read_all_data holds for every database of the server, so the reader is kept out of all but the warehouse.
    private const string Rights =
        $"""
         REVOKE CONNECT, TEMPORARY ON DATABASE {PostgresAccess.PlatformDatabase}, {PostgresAccess.WarehouseDatabase}, postgres, template1 FROM PUBLIC;
         GRANT CONNECT ON DATABASE {PostgresAccess.WarehouseDatabase} TO {PostgresAccess.ReaderRole};
         GRANT pg_read_all_data TO {PostgresAccess.ReaderRole};
         ALTER ROLE {PostgresAccess.ReaderRole} SET default_transaction_read_only = on;
         ALTER ROLE {PostgresAccess.ReaderRole} SET statement_timeout = '30s';
         """;

    // Passwords are generated from letters, digits, '-' and '_', so quoting them is enough.
    private static async Task RoleAsync(NpgsqlConnection connection, string role, string password, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", role, cancellationToken))
        {
            await RunAsync(connection, $"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", cancellationToken);
        }

        await RunAsync(connection, $"ALTER ROLE {role} PASSWORD '{password}'", cancellationToken);
    }

    private static async Task DatabaseAsync(NpgsqlConnection connection, string database, string owner, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", database, cancellationToken))
        {
            await RunAsync(connection, $"CREATE DATABASE {database} OWNER {owner}", cancellationToken);
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
