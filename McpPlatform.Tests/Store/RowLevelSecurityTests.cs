using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

/// <summary>
/// Generated from the catalog: a new table without policy fails here. Tables of the scheduler's library (<c>qrtz_</c>) know no tenant and hold no
/// rows that tenants read; <c>schema_migrations</c> is the owner's alone.
/// </summary>
public sealed class RowLevelSecurityTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_has_its_tenant_first_in_its_key_and_row_level_security_forced()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var owner = NpgsqlDataSource.Create(store.Owner);

        foreach (var table in await TablesAsync(owner))
        {
            (await ScalarAsync(owner, $"SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '{table}'::regclass"))
                .ShouldBe(true, $"{table} lacks FORCE ROW LEVEL SECURITY");
            (await ScalarAsync(owner, $"""
                SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = '{table}'::regclass AND i.indisprimary
                """)).ShouldBe("tenant_id", $"{table} does not lead its key with tenant_id");
        }
    }

    [Fact]
    public async Task A_second_tenant_sees_writes_and_deletes_nothing_in_any_table()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var owner = NpgsqlDataSource.Create(store.Owner);
        await using var service = NpgsqlDataSource.Create(TestStore.AsService(store.Owner));
        var tables = await TablesAsync(owner);
        var partitions = await TablesAsync(owner, "relispartition");

        foreach (var table in tables.Where(t => !partitions.Contains(t)))
        {
            var insert = await InsertOfAsync(owner, table);
            await ScalarAsync(owner, $"SET session_replication_role = replica; {insert}; RESET session_replication_role");

            (await CountAsync(service, table, "first")).ShouldBe(1, table);
            (await CountAsync(service, table, "second")).ShouldBe(0, table);
            (await CountAsync(service, table, "")).ShouldBe(0, $"{table} without a tenant");
            (await ChangedAsync(service, $"DELETE FROM {table}", "second")).ShouldBeLessThan(1, table);
            (await ChangedAsync(service, insert, "second")).ShouldBe(-1, $"{table} lets a tenant write rows of another");
        }

        tables.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_partition_is_reached_through_its_table_only()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var owner = NpgsqlDataSource.Create(store.Owner);

        var partitions = await TablesAsync(owner, "relispartition");

        partitions.ShouldNotBeEmpty();
        foreach (var partition in partitions)
        {
            (await ScalarAsync(owner, $"SELECT has_table_privilege('mcpp_service', '{partition}', 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"))
                .ShouldBe(false, partition);
        }
    }

    [Fact]
    public async Task The_service_role_does_not_see_which_migrations_were_applied()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var service = NpgsqlDataSource.Create(TestStore.AsService(store.Owner));

        var failure = await Should.ThrowAsync<PostgresException>(() => ScalarAsync(service, "SELECT count(*) FROM schema_migrations"));

        failure.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlDataSource owner, string which = "true")
    {
        await using var command = owner.CreateCommand(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            + $"AND relname <> 'schema_migrations' AND relname NOT LIKE 'qrtz\\_%' AND {which} ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var tables = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task<string> InsertOfAsync(NpgsqlDataSource owner, string table)
    {
        var columns = (string)(await ScalarAsync(owner, $"""
            SELECT string_agg(format('%I', attname), ',') FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''
            """))!;
        var values = (string)(await ScalarAsync(owner, $$"""
            SELECT string_agg(CASE
                WHEN attname = 'tenant_id' THEN '''first'''
                WHEN atttypid = 'text'::regtype THEN '''x'''
                WHEN atttypid = 'uuid'::regtype THEN 'gen_random_uuid()'
                WHEN atttypid = 'json'::regtype THEN '''{}'''
                WHEN atttypid = 'tsvector'::regtype THEN '''x'''
                WHEN atttypid = 'bytea'::regtype THEN '''\x00'''
                WHEN atttypid = 'boolean'::regtype THEN 'false'
                WHEN atttypid IN ('timestamptz'::regtype, 'date'::regtype) THEN 'now()'
                WHEN atttypid = 'text[]'::regtype THEN '''{}'''
                ELSE '1' END, ',') FROM pg_attribute
            WHERE attrelid = '{{table}}'::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''
            """))!;
        return $"INSERT INTO {table} ({columns}) VALUES ({values})";
    }

    private static async Task<long> CountAsync(NpgsqlDataSource service, string table, string tenant)
    {
        await using var connection = await service.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand($"SELECT set_config('app.tenant', '{tenant}', true); SELECT count(*) FROM {table}", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.NextResultAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return reader.GetInt64(0);
    }

    /// <returns>Rows changed; -1 where it is refused.</returns>
    private static async Task<int> ChangedAsync(NpgsqlDataSource service, string sql, string tenant)
    {
        await using var connection = await service.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var set = new NpgsqlCommand($"SELECT set_config('app.tenant', '{tenant}', true)", connection);
        await set.ExecuteNonQueryAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            return await command.ExecuteNonQueryAsync(Cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return -1;
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
