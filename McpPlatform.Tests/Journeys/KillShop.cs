using System.Globalization;
using McpPlatform.Tests.Environment;
using Npgsql;

namespace McpPlatform.Tests.Journeys;

/// <summary>The source that is written to while Workers die: <c>items</c>, whose rows change, and <c>journal</c>, which only grows.</summary>
public sealed class KillShop
{
    /// <summary>Rows of a segment, and therefore of a checkpoint.</summary>
    private const int Segment = 8192;
    private readonly TestPostgres postgres;

    private KillShop(TestPostgres postgres, string database) => (this.postgres, Database) = (postgres, database);

    /// <summary>Connection string of a superuser.</summary>
    public string Database { get; }

    /// <summary>Options of a connection to it.</summary>
    public IReadOnlyDictionary<string, string> Options
    {
        get
        {
            var server = new NpgsqlConnectionStringBuilder(Database);
            return new Dictionary<string, string>
            {
                ["host"] = server.Host!,
                ["port"] = server.Port.ToString(CultureInfo.InvariantCulture),
                ["database"] = server.Database!,
                ["username"] = server.Username!,
                ["password"] = server.Password ?? "unused",
            };
        }
    }

    /// <summary>Makes it. The pages of <c>items</c> are nearly empty, so that few rows make a table large enough to be read in partitions.</summary>
    public static async Task<KillShop> OpenAsync(TestPostgres postgres, CancellationToken cancellationToken)
    {
        var shop = new KillShop(postgres, await postgres.CreateDatabaseAsync(cancellationToken));
        await Runs.ExecuteAsync(
            shop.Database,
            $"""
            CREATE TABLE items (id bigint PRIMARY KEY, note text, updated_at timestamptz NOT NULL DEFAULT clock_timestamp()) WITH (fillfactor = 10);
            CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
            INSERT INTO items SELECT i, 'first ' || repeat(md5(i::text), 3) FROM generate_series(1, {(2 * Segment) + 9000}) AS i;
            CREATE INDEX ON items (updated_at);
            ANALYZE items;
            """,
            cancellationToken);
        return shop;
    }

    /// <summary>Enough new and changed rows for more than one segment of an incremental read. The journal begins anew.</summary>
    public Task BeginRoundAsync(CancellationToken cancellationToken) => Runs.ExecuteAsync(
        Database,
        $"""
        TRUNCATE journal;
        INSERT INTO journal (note) SELECT 'round ' || i FROM generate_series(1, {Segment + 800}) AS i;
        UPDATE items SET updated_at = clock_timestamp() WHERE id <= {Segment + 800};
        """,
        cancellationToken);

    /// <summary>Writes until disposed: new rows in both tables, and changed ones.</summary>
    public Writing KeepWriting(CancellationToken cancellationToken) => new(Database, cancellationToken);

    /// <summary>Whether it takes connections; without, every run fails in a way that may pass.</summary>
    public async Task OpenAsync(bool open, CancellationToken cancellationToken)
    {
        var name = new NpgsqlConnectionStringBuilder(Database).Database;
        await Runs.ExecuteAsync(postgres.AdminConnectionString, $"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {open}", cancellationToken);
        if (!open)
        {
            await Runs.ExecuteAsync(
                postgres.AdminConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", cancellationToken);
        }
    }

    /// <summary>Somebody who writes to the shop.</summary>
    public sealed class Writing : IAsyncDisposable
    {
        private readonly CancellationTokenSource end;
        private readonly Task loop;

        public Writing(string database, CancellationToken cancellationToken)
        {
            end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            loop = WriteAsync(database, end.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await loop;
            end.Dispose();
        }

        private static async Task WriteAsync(string database, CancellationToken cancellationToken)
        {
            await using var source = NpgsqlDataSource.Create(database);
            try
            {
                while (true)
                {
                    await using var command = source.CreateCommand(
                        """
                        INSERT INTO items SELECT max(id) + 1, 'later' FROM items;
                        UPDATE items SET note = 'changed', updated_at = clock_timestamp()
                         WHERE id IN (SELECT (random() * 20000)::bigint FROM generate_series(1, 3));
                        INSERT INTO journal (note) VALUES ('later');
                        """);
                    await command.ExecuteNonQueryAsync(cancellationToken);
                    await Task.Delay(20, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The test is about to compare.
            }
        }
    }
}
