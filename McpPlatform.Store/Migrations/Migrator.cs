using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace McpPlatform.Store.Migrations;

/// <summary>
/// Brings a database to the newest schema: numbered SQL files, each in a transaction of its own, each noted with its checksum. Runs as the
/// owner of the database; services never change the schema. Several at once wait for each other.
/// </summary>
public static class Migrator
{
    private const long LockKey = 0x6D_63_70_70_00_01;

    /// <summary>Applies what is missing and makes the login role of the services.</summary>
    /// <param name="ownerConnectionString">A role that owns the database and may create roles.</param>
    /// <param name="servicePassword">Password of the role <see cref="ServiceRole.Name"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Names of the migrations applied now; empty when the schema was up to date.</returns>
    /// <exception cref="MigrationException">An applied migration differs from the file of its number, or the database is newer than this build.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(
        string ownerConnectionString, string servicePassword, CancellationToken cancellationToken)
    {
        // Without time limit: another migrator may hold the lock, and a large table may take its time.
        var unpooled = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString;
        await ServiceRole.EnsureAsync(unpooled, servicePassword, cancellationToken);
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync(cancellationToken);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } })
        {
            await take.ExecuteNonQueryAsync(cancellationToken);
        }

        return await ApplyMissingAsync(connection, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> ApplyMissingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var migrations = await Migration.ReadAllAsync(cancellationToken);
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        RefuseUnknown(applied, migrations);
        var done = new List<string>();
        foreach (var migration in migrations)
        {
            if (applied.TryGetValue(migration.Name, out var checksum))
            {
                RefuseChanged(migration, checksum);
                continue;
            }

            await ApplyAsync(connection, migration, cancellationToken);
            done.Add(migration.Name);
        }

        return done;
    }

    private static async Task<Dictionary<string, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            SELECT name, checksum FROM schema_migrations;
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private static void RefuseUnknown(Dictionary<string, string> applied, IReadOnlyList<Migration> migrations)
    {
        if (applied.Keys.Except(migrations.Select(m => m.Name)).Order(StringComparer.Ordinal).LastOrDefault() is { } unknown)
        {
            throw new MigrationException($"The database has the migration '{unknown}', which this build does not know. Run a newer build.");
        }
    }

    private static void RefuseChanged(Migration migration, string checksum)
    {
        if (checksum != migration.Checksum)
        {
            throw new MigrationException(
                $"The migration '{migration.Name}' was applied with other contents. Restore the file and put the change into a new migration.");
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var apply = new NpgsqlCommand(migration.Sql, connection, transaction))
        {
            await apply.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var note = new NpgsqlCommand("INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)", connection, transaction)
        {
            Parameters = { new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        })
        {
            await note.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Migration(string Name, string Sql)
    {
        private const string Folder = ".Migrations.";

        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

        public static async Task<IReadOnlyList<Migration>> ReadAllAsync(CancellationToken cancellationToken)
        {
            var assembly = typeof(Migrator).Assembly;
            var migrations = new List<Migration>();
            foreach (var resource in assembly.GetManifestResourceNames()
                .Where(n => n.Contains(Folder, StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".sql".Length];
                migrations.Add(new Migration(name, await reader.ReadToEndAsync(cancellationToken)));
            }

            return migrations;
        }
    }
}

/// <summary>The schema of a database and this build do not fit together.</summary>
/// <param name="message">What differs and what to do.</param>
public sealed class MigrationException(string message) : Exception(message);
