using McpPlatform.Store.Migrations;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class MigratorTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_twice_applies_nothing_the_second_time()
    {
        var owner = await postgres.CreateDatabaseAsync(Cancellation);

        var first = await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation);
        var second = await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation);

        first.ShouldContain("0001_foundation");
        second.ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_migrators_at_once_apply_each_migration_once()
    {
        var owner = await postgres.CreateDatabaseAsync(Cancellation);

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation)));

        applied.Count(a => a.Contains("0001_foundation")).ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_migration_is_refused_by_name()
    {
        var owner = await postgres.CreateDatabaseAsync(Cancellation);
        await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation);
        await ExecuteAsync(owner, "UPDATE schema_migrations SET checksum = 'other' WHERE name = '0001_foundation'");

        var failure = await Should.ThrowAsync<MigrationException>(() => Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation));

        failure.Message.ShouldContain("0001_foundation");
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused()
    {
        var owner = await postgres.CreateDatabaseAsync(Cancellation);
        await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation);
        await ExecuteAsync(owner, "INSERT INTO schema_migrations (name, checksum) VALUES ('9999_future', 'x')");

        var failure = await Should.ThrowAsync<MigrationException>(() => Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation));

        failure.Message.ShouldContain("9999_future");
    }

    [Fact]
    public async Task The_service_role_logs_in_with_its_password_and_may_neither_bypass_policies_nor_change_the_schema()
    {
        var owner = await postgres.CreateDatabaseAsync(Cancellation);
        await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation);
        await using var source = NpgsqlDataSource.Create(TestStore.AsService(owner));

        await using var role = source.CreateCommand("SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user");
        var failure = await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var create = source.CreateCommand("CREATE TABLE intruder ()");
            await create.ExecuteNonQueryAsync(Cancellation);
        });

        (await role.ExecuteScalarAsync(Cancellation)).ShouldBe(false);
        failure.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
