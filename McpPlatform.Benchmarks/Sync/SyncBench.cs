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
    private readonly DirectoryInfo folder;
    private readonly Dictionary<string, PipelineInfo> pipelines = [];

    private SyncBench(PrivatePostgres server, PlatformStack stack, NpgsqlDataSource source, NpgsqlDataSource warehouse, DirectoryInfo folder)
    {
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
        var folder = Directory.CreateTempSubdirectory("mcpp-bench-");
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = Path.Combine(folder.FullName, "postgres"), LogFile = Path.Combine(folder.FullName, "postgres.log") },
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
            NpgsqlDataSource.Create(server.Access.Owner("bench_warehouse")), folder);
        await bench.PrepareAsync(rows);
        return bench;
    }

    /// <summary>The table through the platform: asked for, claimed, checked, discovered, moved, published.</summary>
    public async Task<TimeSpan> MoveTableAsync() => await RunAsync(Plan("bench_table", "bench_source", "bench", "public", "moved_table"));

    /// <summary>The file through the platform.</summary>
    public async Task<TimeSpan> MoveFileAsync() => await RunAsync(Plan("bench_file", "inbox", "bench.csv", null, "moved_file"));

    public async Task<TimeSpan> PipeTableAsync()
    {
        await BenchmarkTable.CreateEmptyAsync(warehouse, "piped");
        return await Comparison.TimeAsync(() => Psql.PipeAsync(Database("bench_source"), "SELECT * FROM bench", Database("bench_warehouse"), "piped"));
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

    /// <summary>Most memory the Worker process ever had, by the kernel's account.</summary>
    public long WorkerPeakMegabytes() => File.ReadLines($"/proc/{stack.Worker!.Id}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
        .Single();

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await warehouse.DisposeAsync();
        await stack.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private string Database(string name) => server.Access.Owner(name);

    private static PipelinePlan Plan(string name, string from, string stream, string? schema, string target) => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = name,
        Source = new PlanEndpoint { Connection = from },
        Destination = new PlanEndpoint { Connection = "warehouse" },
        Streams = [new StreamPlan { Name = stream, Namespace = schema, Target = target, SyncMode = SyncMode.FullRefreshOverwrite }],
    };

    private async Task PrepareAsync(int rows)
    {
        await BenchmarkTable.CreateAsync(source, "bench", rows);
        await Psql.ExportAsync(Database("bench_source"), "bench", Csv);
        var database = new NpgsqlConnectionStringBuilder(Database("bench_source"));
        await stack.Client.AddConnectionAsync(new AddConnection("bench_source", "postgres", new Dictionary<string, string>
        {
            ["host"] = database.Host!,
            ["port"] = database.Port.ToString(CultureInfo.InvariantCulture),
            ["database"] = database.Database!,
            ["username"] = database.Username!,
            ["password"] = database.Password!,
        }));
        await using var version = source.CreateCommand("SHOW server_version");
        ServerVersion = (string)(await version.ExecuteScalarAsync())!;
    }

    private async Task<TimeSpan> RunAsync(PipelinePlan plan)
    {
        if (!pipelines.TryGetValue(plan.Name, out var pipeline))
        {
            pipelines[plan.Name] = pipeline = await stack.Client.ApplyPlanAsync(new ApplyPlan(plan));
        }

        return await Comparison.TimeAsync(async () =>
        {
            var run = await stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash);
            await foreach (var _ in stack.Client.WatchRunAsync(run.Id))
            {
                // Until the run has ended.
            }

            var ended = await stack.Client.GetRunAsync(run.Id);
            if (ended.State != RunState.Succeeded)
            {
                throw new InvalidOperationException($"The run ended as {ended.State}: {ended.Error?.Message}");
            }
        });
    }
}
