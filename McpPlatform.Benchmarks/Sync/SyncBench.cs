using System.Globalization;
using McpPlatform.AppHost.Postgres;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>A private PostgreSQL with a source and a warehouse, and the platform's services as processes of their own.</summary>
internal sealed class SyncBench : IAsyncDisposable
{
    private readonly PrivatePostgres server;
    private readonly PlatformStack stack;
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource warehouse;
    private readonly TestFolder folder;
    private readonly PlatformRuns runs;
    private readonly HashSet<int> checkedPipes = [];
    private readonly int rows;

    private SyncBench(PrivatePostgres server, PlatformStack stack, NpgsqlDataSource source, NpgsqlDataSource warehouse, TestFolder folder, int rows)
    {
        runs = new PlatformRuns(stack.Client);
        this.rows = rows;
        this.server = server;
        this.stack = stack;
        this.source = source;
        this.warehouse = warehouse;
        this.folder = folder;
    }

    public string ServerVersion { get; private set; } = "";

    private string Csv => Path.Combine(stack.Inbox, "bench.csv");

    public static async Task<SyncBench> StartAsync(int rows)
    {
        var folder = new TestFolder();
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = folder.In("postgres"), LogFile = folder.In("postgres.log") },
            CancellationToken.None);
        foreach (var name in new[] { "bench_platform", "bench_source", "bench_warehouse" })
        {
            await using var admin = NpgsqlDataSource.Create(server.Access.Owner("postgres"));
            await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
        }

        var stack = await PlatformStack.StartAsync(
            server.Access.Owner("bench_platform"), server.Access.Owner("bench_warehouse"), CancellationToken.None);
        var bench = new SyncBench(
            server, stack, NpgsqlDataSource.Create(server.Access.Owner("bench_source")),
            NpgsqlDataSource.Create(server.Access.Owner("bench_warehouse")), folder, rows);
        try
        {
            await bench.PrepareAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>The table through the platform: asked for, claimed, checked, discovered, moved, published.</summary>
    public async Task<TimeSpan> MoveTableAsync(int partitions) =>
        await runs.RunAsync(Plan($"bench_table_{partitions}", "bench_source", "bench", "public", $"moved_table_{partitions}", partitions));

    /// <summary>The file through the platform.</summary>
    public async Task<TimeSpan> MoveFileAsync() => await runs.RunAsync(Plan("bench_file", "inbox", "bench.csv", null, "moved_file"));

    /// <summary>The table through bare pipes, each with a part of its blocks.</summary>
    public async Task<TimeSpan> PipeTableAsync(int pipes)
    {
        await BenchmarkTable.CreateEmptyAsync(warehouse, "piped");
        var queries = await BenchmarkTable.PartsAsync(source, "bench", pipes);
        var took = await Comparison.TimeAsync(() => Task.WhenAll(queries.Select(query =>
            Psql.PipeAsync(Database("bench_source"), query, Database("bench_warehouse"), "piped"))));
        if (checkedPipes.Add(pipes))
        {
            // Once, since counting marks all rows as committed and disturbs what is measured next.
            await BenchmarkTable.RequireAsync(warehouse, "piped", rows);
        }

        return took;
    }

    public async Task<TimeSpan> CopyFileAsync()
    {
        await BenchmarkTable.CreateEmptyAsync(warehouse, "copied");
        return await Comparison.TimeAsync(() => Psql.CopyFileAsync(Csv, Database("bench_warehouse"), "copied"));
    }

    public async Task<TimeSpan> PgLoaderAsync(string pgloader)
    {
        await BenchmarkTable.CreateEmptyAsync(warehouse, "pgloaded");
        return await Comparison.TimeAsync(() => PgLoader.LoadAsync(
            pgloader, Csv, new NpgsqlConnectionStringBuilder(Database("bench_warehouse")), "pgloaded"));
    }

    /// <summary>Most memory of a Worker that was started for this alone: it moves so many rows from a table, and as many from a file.</summary>
    public async Task<long> WorkerPeakAsync(int wanted, int partitions)
    {
        await BenchmarkTable.CreateAsync(source, "bench_memory", wanted);
        await Psql.ExportAsync(Database("bench_source"), "bench_memory", Path.Combine(stack.Inbox, "bench_memory.csv"));
        await stack.Worker!.DisposeAsync();
        await stack.StartWorkerAsync(CancellationToken.None);
        await runs.RunAsync(Plan("memory_table", "bench_source", "bench_memory", "public", "moved_memory_table", partitions));
        await runs.RunAsync(Plan("memory_file", "inbox", "bench_memory.csv", null, "moved_memory_file"));
        return Machine.PeakMegabytes(stack.Worker!.Id);
    }

    /// <summary>Most memory of the embedded process.</summary>
    public Task<long> EmbeddedPeakAsync() => EmbeddedMemory.MeasureAsync(
        SourceConnection(), stack.Inbox, "bench.csv",
        new StreamPlan { Name = "bench", Namespace = "public", Target = "embedded_table", SyncMode = SyncMode.FullRefreshOverwrite });

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await warehouse.DisposeAsync();
        await stack.DisposeAsync();
        await server.DisposeAsync();
        folder.Dispose();
    }

    private string Database(string name) => server.Access.Owner(name);

    private static PipelinePlan Plan(string name, string from, string stream, string? schema, string target, int? partitions = null) => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = name,
        Source = new PlanEndpoint
        {
            Connection = from,
            Options = partitions is null ? [] : new Dictionary<string, string> { ["partitions"] = partitions.Value.ToString(CultureInfo.InvariantCulture) },
        },
        Destination = new PlanEndpoint { Connection = "warehouse" },
        Streams = [new StreamPlan { Name = stream, Namespace = schema, Target = target, SyncMode = SyncMode.FullRefreshOverwrite }],
    };

    private async Task PrepareAsync()
    {
        await BenchmarkTable.CreateAsync(source, "bench", rows);
        await Psql.ExportAsync(Database("bench_source"), "bench", Csv);
        await stack.Client.AddConnectionAsync(SourceConnection());
        await using var version = source.CreateCommand("SHOW server_version");
        ServerVersion = (string)(await version.ExecuteScalarAsync())!;
    }

    private AddConnection SourceConnection()
    {
        var database = new NpgsqlConnectionStringBuilder(Database("bench_source"));
        return new AddConnection("bench_source", "postgres", new Dictionary<string, string>
        {
            ["host"] = database.Host!,
            ["port"] = database.Port.ToString(CultureInfo.InvariantCulture),
            ["database"] = database.Database!,
            ["username"] = database.Username!,
            ["password"] = database.Password!,
        });
    }
}
