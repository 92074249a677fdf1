using Npgsql;

namespace McpPlatform.AppHost.Postgres;

/// <summary>Ways into the databases of a private PostgreSQL, one a role. The strings hold passwords: never log them.</summary>
public sealed class PostgresAccess
{
    /// <summary>Database of the control plane.</summary>
    public const string PlatformDatabase = "platform";

    /// <summary>Database of the warehouse.</summary>
    public const string WarehouseDatabase = "warehouse";

    internal const string OwnerRole = "mcpp_owner";
    internal const string ServiceRole = "mcpp_service";
    internal const string WarehouseRole = "mcpp_warehouse";
    internal const string ReaderRole = "mcpp_reader";
    private readonly PostgresCredentials credentials;

    internal PostgresAccess(int port, PostgresCredentials credentials)
    {
        Port = port;
        this.credentials = credentials;
    }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Password of the role the services connect with, which the migrations create.</summary>
    public string ServicePassword => credentials.Service;

    /// <summary>Password of the warehouse's owner, which the connection <c>warehouse</c> uses.</summary>
    public string WarehousePassword => credentials.Warehouse;

    /// <summary>The services' way into the platform database.</summary>
    public string Service => Build(PlatformDatabase, ServiceRole, credentials.Service);

    /// <summary>The warehouse owner's way in; not a superuser.</summary>
    public string Warehouse => Build(WarehouseDatabase, WarehouseRole, credentials.Warehouse);

    /// <summary>The read-only way into the warehouse.</summary>
    public string WarehouseReader => Build(WarehouseDatabase, ReaderRole, credentials.Reader);

    internal string ReaderPassword => credentials.Reader;

    /// <summary>The superuser's way in, for migrations only.</summary>
    /// <param name="database">A database.</param>
    public string Owner(string database) => Build(database, OwnerRole, credentials.Owner);

    private string Build(string database, string role, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = role,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
