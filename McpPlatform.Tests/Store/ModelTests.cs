using McpPlatform.Store.Database;
using McpPlatform.Store.Model;
using McpPlatform.Tests.Environment;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class ModelTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_has_the_columns_types_nullability_and_keys_of_the_live_schema()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var owner = NpgsqlDataSource.Create(store.Owner);
        await using var work = await store.Get<PlatformDatabase>().BeginSystemAsync(Cancellation);

        foreach (var entity in work.Rows.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Table(entity.GetTableName()!);

            Described(entity, table).ShouldBe(await LiveAsync(owner, table.Name), table.Name);
            entity.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName(table)!).ShouldBe(await KeyAsync(owner, table.Name), table.Name);
        }
    }

    private static IEnumerable<string> Described(IEntityType entity, StoreObjectIdentifier table) => entity.GetProperties()
        .Select(p => $"{p.GetColumnName(table)} {p.GetColumnType()} {(p.IsNullable ? "null" : "not null")}").OrderBy(d => d.Split(' ')[0], StringComparer.Ordinal);

    private static Task<IReadOnlyList<string>> LiveAsync(NpgsqlDataSource owner, string table) => StringsAsync(owner, $"""
        SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE ' null' END FROM pg_attribute
        WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname COLLATE "C"
        """);

    private static Task<IReadOnlyList<string>> KeyAsync(NpgsqlDataSource owner, string table) => StringsAsync(owner, $"""
        SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, n), pg_attribute a
        WHERE i.indrelid = '{table}'::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.n
        """);

    private static async Task<IReadOnlyList<string>> StringsAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var strings = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            strings.Add(reader.GetString(0));
        }

        return strings;
    }
}
