using McpPlatform.AppHost.Postgres;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(McpPlatform.Tests.Environment.TestPostgres))]

namespace McpPlatform.Tests.Environment;

/// <summary>
/// One real PostgreSQL for the whole test run; each test makes databases of its own in it. It is a private one, unless
/// MCPP_TEST_POSTGRES holds the connection string of a superuser of a running one.
/// </summary>
public sealed class TestPostgres : IAsyncLifetime
{
    /// <summary>Password of the role services use. Roles belong to the whole server, so all tests must agree on it.</summary>
    public const string ServicePassword = "service-password-of-tests";

    private readonly TestFolder folder = new();
    private PrivatePostgres? server;

    public string AdminConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (System.Environment.GetEnvironmentVariable("MCPP_TEST_POSTGRES") is { Length: > 0 } running)
        {
            AdminConnectionString = running;
            return;
        }

        server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = folder.In("postgres"), LogFile = folder.In("postgres.log"), Durable = false }, CancellationToken.None);
        AdminConnectionString = server.Access.Owner("postgres");
    }

    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"t_{Guid.CreateVersion7():N}";
        await using var source = NpgsqlDataSource.Create(AdminConnectionString);
        await using var command = source.CreateCommand($"CREATE DATABASE \"{name}\"");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await server.DisposeAsync();
        }

        folder.Dispose();
    }
}
