using McpPlatform.AppHost.Installation;
using McpPlatform.AppHost.Postgres;
using McpPlatform.Store.Migrations;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace McpPlatform.AppHost.Hosting;

/// <summary>The two databases: in a private server, or wherever <c>ConnectionStrings</c> names them.</summary>
internal sealed class Databases : IAsyncDisposable
{
    private const string PlatformOwner = "platform-owner";
    private const string WarehouseOwner = "warehouse";
    private const string WarehouseReader = "warehouse-reader";
    private readonly PrivatePostgres? server;

    private Databases(PrivatePostgres? server) => this.server = server;

    /// <summary>The services' way into the platform database.</summary>
    public required string Service { get; init; }

    /// <summary>The way the connection <c>warehouse</c> goes.</summary>
    public required NpgsqlConnectionStringBuilder Warehouse { get; init; }

    /// <summary>The read-only way into the warehouse.</summary>
    public required string Reader { get; init; }

    /// <summary>Completes when the private server has ended; never for one that is not ours.</summary>
    public Task<int> Ended => server?.Exited ?? new TaskCompletionSource<int>().Task;

    /// <summary>Starts or finds them and brings the schema up to date.</summary>
    /// <exception cref="PostgresStartException">They cannot be used.</exception>
    public static Task<Databases> OpenAsync(DataFolder folder, IConfiguration configuration, CancellationToken cancellationToken) =>
        configuration.GetConnectionString(PlatformOwner) is { Length: > 0 } owner
            ? FindAsync(folder, configuration, owner, cancellationToken)
            : StartAsync(folder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<Databases> StartAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        var options = new PrivatePostgresOptions { Folder = folder.Postgres, LogFile = folder.Log("postgres") };
        var server = await PrivatePostgres.StartAsync(options, cancellationToken);
        try
        {
            var access = server.Access;
            await Migrator.MigrateAsync(access.Owner(PostgresAccess.PlatformDatabase), access.ServicePassword, cancellationToken);
            await DatabaseSetup.AdmitServiceAsync(access, cancellationToken);
            return new Databases(server)
            {
                Service = access.Service,
                Warehouse = new NpgsqlConnectionStringBuilder(access.Warehouse),
                Reader = access.WarehouseReader,
            };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task<Databases> FindAsync(DataFolder folder, IConfiguration configuration, string owner, CancellationToken cancellationToken)
    {
        var warehouse = configuration.GetConnectionString(WarehouseOwner) ?? throw new PostgresStartException(
            $"ConnectionStrings:{PlatformOwner} is set but ConnectionStrings:{WarehouseOwner} is not: set both, or neither to use the private server.");
        var password = await KeyFile.ReadOrCreateAsync(folder.ServicePassword, cancellationToken);
        await Migrator.MigrateAsync(owner, password, cancellationToken);
        var service = new NpgsqlConnectionStringBuilder(owner) { Username = PostgresAccess.ServiceRole, Password = password };
        return new Databases(null)
        {
            Service = service.ConnectionString,
            Warehouse = new NpgsqlConnectionStringBuilder(warehouse),
            Reader = configuration.GetConnectionString(WarehouseReader) ?? warehouse,
        };
    }
}
