using McpPlatform.Connectors.Postgres;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

/// <summary>A database of its own, the connector, and short forms of what a run does with them.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private long fence;

    private Bench(string connectionString)
    {
        source = NpgsqlDataSource.Create(connectionString);
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        Connection = new ConnectionConfig("postgres", new Dictionary<string, string>
        {
            ["host"] = parts.Host!,
            ["port"] = parts.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["database"] = parts.Database!,
            ["username"] = parts.Username!,
            ["password"] = parts.Password is { Length: > 0 } password ? password : "unused",
        });
    }

    public PostgresConnector Connector { get; } = new(new NoSecrets(), TimeProvider.System);

    public ConnectionConfig Connection { get; }

    public Guid Pipeline { get; } = Guid.CreateVersion7();

    public static async Task<Bench> CreateAsync(TestPostgres postgres) =>
        new(await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken));

    public async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    public Task<string?> RowsAsync(string table, string order = "t::text") =>
        ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, ' ' ORDER BY {order}), '') FROM {table} t");

    public ValueTask<NpgsqlConnection> SessionAsync() => source.OpenConnectionAsync(TestContext.Current.CancellationToken);

    public RunContext NewRun(string target) => new("default", Pipeline, target, Guid.CreateVersion7(), Interlocked.Increment(ref fence));

    public RunContext Claim(RunContext run) => run with { Fence = Interlocked.Increment(ref fence) };

    public ReadRequest Read(RunContext run, string table, string? cursorField = null, string? cursor = null, bool native = true) => new()
    {
        Connection = Connection,
        Run = run,
        Stream = new StreamName(table, "public"),
        CursorField = cursorField,
        Cursor = cursor,
        AcceptsNative = native,
    };

    public WriteRequest Write(
        RunContext run, IReadOnlyList<CatalogColumn> columns, SyncMode mode, string[]? key = null, string? cursorField = null, WriteIntent intent = WriteIntent.Stage) => new()
    {
        Connection = Connection,
        Run = run,
        Intent = intent,
        Target = run.Stream,
        Mode = mode,
        Columns = columns,
        PrimaryKey = key ?? [],
        CursorField = cursorField,
    };

    /// <summary>Copies a table as a whole run does: read, stage, publish.</summary>
    public async Task<WriteResult> CopyAsync(
        string from, string to, SyncMode mode = SyncMode.FullRefreshOverwrite, string? cursorField = null, string[]? key = null, RunContext? run = null, bool native = true)
    {
        var ct = TestContext.Current.CancellationToken;
        run ??= NewRun(to);
        var read = Read(run, from, mode.IsIncremental() ? cursorField : null, native: native);
        var columns = (await Connector.DescribeReadAsync(read, ct)).Columns;
        var write = Write(run, columns, mode, key, cursorField);
        var commit = (await Connector.WriteAsync(write, ct)).Commit!;
        read = read with { Cursor = commit.PublishedCursor };
        await StageAsync(read, write);
        return await Connector.WriteAsync(write with { Intent = WriteIntent.Publish }, ct);
    }

    public async Task StageAsync(ReadRequest read, WriteRequest write, int segments = int.MaxValue)
    {
        var ct = TestContext.Current.CancellationToken;
        McpPlatform.Connectors.Hosting.ISegmentSink? sink = null;
        await foreach (var segment in Connector.ReadAsync(read, ct))
        {
            sink ??= await Connector.OpenSinkAsync(write, [.. segment.Batch.Columns.Select(c => c.Schema)], ct);
            await sink.WriteAsync(segment, ct);
            if (--segments == 0)
            {
                break;
            }
        }

        await sink.ShouldNotBeNull().CommitAsync(ct);
        await sink.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        await source.DisposeAsync();
    }

    private sealed class NoSecrets : ISecretResolver
    {
        public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken) =>
            throw new SecretNotFoundException(reference);
    }
}
