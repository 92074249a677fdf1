using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Journeys;
using Npgsql;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>A second, real database, as a user has one: customers with addresses, and whatever else a test puts there.</summary>
internal sealed class ShopDatabase
{
    private readonly NpgsqlConnectionStringBuilder address;

    private ShopDatabase(string connectionString) => address = new NpgsqlConnectionStringBuilder(connectionString);

    /// <summary>A name for its connection that no other test has.</summary>
    public string Name { get; } = $"shop{Guid.CreateVersion7():N}"[..24];

    /// <summary>Its connection string.</summary>
    public string Address => address.ConnectionString;

    public string Host => address.Host!;

    public int Port => address.Port;

    public string Database => address.Database!;

    public string User => address.Username!;

    public string Password => address.Password is { Length: > 0 } password ? password : "not-asked-for";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ShopDatabase> CreateAsync(TestPostgres postgres)
    {
        var shop = new ShopDatabase(await postgres.CreateDatabaseAsync(Cancel));
        await shop.ExecuteAsync(
            """
            CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, email text, updated_at timestamptz NOT NULL);
            INSERT INTO customers SELECT i, 'Customer ' || i, 'c' || i || '@example.com', '2026-01-01Z'::timestamptz + i * interval '1 minute' FROM generate_series(1, 500) i;
            """);
        return shop;
    }

    public Task ExecuteAsync(string sql) => Runs.ExecuteAsync(address.ConnectionString, sql, Cancel);

    /// <summary>Adds a connection to it.</summary>
    public async Task<ShopDatabase> ConnectAsync(RunningPlatform platform)
    {
        var options = new Dictionary<string, string>
        {
            ["host"] = Host, ["port"] = $"{Port}", ["database"] = Database, ["username"] = User, ["password"] = Password,
        };
        await platform.Client.AddConnectionAsync(new AddConnection(Name, "postgres", options), Cancel);
        return this;
    }
}
