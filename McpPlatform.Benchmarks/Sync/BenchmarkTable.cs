using System.Globalization;
using Npgsql;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>The table every figure is about: seven columns, with jsonb and timestamptz among them.</summary>
internal static class BenchmarkTable
{
    public const string Columns = "id, customer, amount, active, created_at, note, attributes";

    private const string Definition =
        "(id bigint PRIMARY KEY, customer integer NOT NULL, amount numeric(12,2) NOT NULL, active boolean NOT NULL, "
        + "created_at timestamptz NOT NULL, note text, attributes jsonb NOT NULL)";

    /// <summary>Makes the table with this many rows, the same rows each time.</summary>
    public static async Task CreateAsync(NpgsqlDataSource database, string name, int rows)
    {
        await using var command = database.CreateCommand(
            $"""
            DROP TABLE IF EXISTS {name};
            CREATE TABLE {name} {Definition};
            INSERT INTO {name}
            SELECT i, (i * 7919) % 100000, ((i * 31) % 1000000) / 100.0, i % 3 = 0,
                   timestamptz '2024-01-01 00:00:00+00' + i * interval '1 second',
                   CASE WHEN i % 10 = 0 THEN NULL ELSE 'note number ' || i || ' of the benchmark' END,
                   jsonb_build_object('rank', i % 100, 'tags', jsonb_build_array('a', 'b'), 'source', 'bench')
            FROM generate_series(1, {rows}::bigint) AS i;
            ANALYZE {name};
            """);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes an empty table of the same shape without indexes, for the bare copy.</summary>
    public static async Task CreateEmptyAsync(NpgsqlDataSource database, string name)
    {
        await using var command = database.CreateCommand(
            $"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} {Definition.Replace(" PRIMARY KEY", " NOT NULL", StringComparison.Ordinal)}");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes sure that the bare way moved all rows too.</summary>
    public static async Task RequireAsync(NpgsqlDataSource database, string name, int rows)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM {name}");
        var count = (long)(await command.ExecuteScalarAsync())!;
        if (count != rows)
        {
            throw new InvalidOperationException($"{name} has {count} rows where {rows} were moved.");
        }
    }

    /// <summary>Queries that together give the whole table, each a range of its blocks.</summary>
    public static async Task<IReadOnlyList<string>> PartsAsync(NpgsqlDataSource database, string name, int parts)
    {
        await using var command = database.CreateCommand($"SELECT pg_relation_size('{name}') / current_setting('block_size')::bigint");
        var blocks = (long)(await command.ExecuteScalarAsync())!;
        return parts == 1
            ? [$"SELECT * FROM {name}"]
            : [.. Enumerable.Range(0, parts).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT * FROM {name} WHERE ctid >= $${(blocks * i / parts, 0)}$$::tid AND ctid < $${(i == parts - 1 ? int.MaxValue : blocks * (i + 1) / parts, 0)}$$::tid"))];
    }
}
