using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(McpPlatform.Tests.Environment.TestPostgres))]

namespace McpPlatform.Tests.Environment;

/// <summary>One real PostgreSQL for the whole test run; each test makes databases of its own in it. MCPP_TEST_POSTGRES names a running one.</summary>
public sealed class TestPostgres : IAsyncLifetime
{
    public string AdminConnectionString { get; private set; } = "";

    public ValueTask InitializeAsync()
    {
        AdminConnectionString = System.Environment.GetEnvironmentVariable("MCPP_TEST_POSTGRES")
            ?? throw new InvalidOperationException("Set MCPP_TEST_POSTGRES to the connection string of a superuser.");
        return ValueTask.CompletedTask;
    }

    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"t_{Guid.CreateVersion7():N}";
        await using var source = NpgsqlDataSource.Create(AdminConnectionString);
        await using var command = source.CreateCommand($"CREATE DATABASE \"{name}\"");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = name }.ConnectionString;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
