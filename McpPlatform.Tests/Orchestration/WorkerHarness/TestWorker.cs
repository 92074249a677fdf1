using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Planning;
using McpPlatform.Core.Runs;
using McpPlatform.Core.Secrets;
using McpPlatform.ServiceDefaults;
using McpPlatform.Store.Migrations;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using McpPlatform.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration.WorkerHarness;

/// <summary>
/// A real Worker host in this process over databases and folders of its own: connections <c>samples</c> (a folder), <c>shop</c> and
/// <c>warehouse</c> (PostgreSQL). Only secrets, planner and plan checker are doubles.
/// </summary>
internal sealed class TestWorker : IAsyncDisposable
{
    public const string InternalKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private readonly TestSite site;
    private readonly WebApplication app;

    private TestWorker(TestSite site, WebApplication app)
    {
        this.site = site;
        this.app = app;
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TestSite Site => site;

    public Uri Address => new(app.Urls.Single());

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<TestWorker> StartAsync(TestPostgres postgres, Action<Dictionary<string, string?>>? settings = null) =>
        await StartAsync(await TestSite.CreateAsync(postgres), settings);

    /// <summary>Starts a Worker, perhaps a further one, over a site.</summary>
    public static async Task<TestWorker> StartAsync(
        TestSite site, Action<Dictionary<string, string?>>? settings = null, TimeProvider? time = null)
    {
        var all = site.Settings();
        settings?.Invoke(all);
        var app = WorkerHost.Build(
            new HostSetup { Embedded = true, ListenAddress = "http://127.0.0.1:0", Settings = all, Logging = l => l.SetMinimumLevel(LogLevel.Warning) },
            services => services
                .AddSingleton(time ?? TimeProvider.System)
                .AddSingleton<IPolicy, ScopePolicy>()
                .AddSingleton<ISecretService>(site.Secrets)
                .AddSingleton<ISecretResolver>(site.Secrets)
                .AddSingleton<IPlanChecker>(site.Checker)
                .AddSingleton<IPlanner, RefusingPlanner>());
        await app.StartAsync(Cancellation);
        return new TestWorker(site, app);
    }

    public async Task<RunInfo> RunAsync(PipelinePlan plan)
    {
        var run = await StartRunAsync(plan);
        return await UntilAsync(run.Id, r => r.EndedAt is not null || r.State is RunState.WaitingForFix or RunState.WaitingForApproval);
    }

    public async Task<RunInfo> StartRunAsync(PipelinePlan plan)
    {
        var pipeline = await Get<IPipelineStore>().ApplyAsync(TestStore.Person, plan, Cancellation);
        return (await Get<IRunStore>().EnqueueAsync(TestStore.Person, pipeline, null, Cancellation))!;
    }

    public async Task<RunInfo> UntilAsync(Guid id, Func<RunInfo, bool> wanted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        RunInfo? run = null;
        while (!deadline.IsCancellationRequested)
        {
            run = await Get<IRunStore>().FindAsync(Tenants.Default, id, Cancellation);
            if (wanted(run!))
            {
                return run!;
            }

            await Task.Delay(20, Cancellation);
        }

        throw new TimeoutException($"The run is {run?.State} at {run?.Node}: {run?.Error?.Message}");
    }

    public async Task ApproveAllAsync()
    {
        var approvals = Get<IApprovalStore>();
        foreach (var pending in (await approvals.ListAsync(Tenants.Default, ApprovalState.Pending, new PageRequest(), Cancellation)).Items)
        {
            await approvals.DecideAsync(TestStore.Person, pending.Id, new DecideApproval(true), Cancellation);
        }
    }

    public async Task StopAsync() => await app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}

/// <summary>What outlives a Worker: databases, folders, secrets.</summary>
internal sealed class TestSite
{
    private TestSite(string platform, string warehouse, string folder)
    {
        Platform = platform;
        Warehouse = warehouse;
        Folder = folder;
    }

    public string Platform { get; }

    public string Warehouse { get; }

    public string Folder { get; }

    public string Samples => Path.Combine(Folder, "samples");

    public TestSecrets Secrets { get; } = new();

    public TestPlanChecker Checker { get; } = new();

    public static async Task<TestSite> CreateAsync(TestPostgres postgres)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await postgres.CreateDatabaseAsync(cancellationToken);
        await Migrator.MigrateAsync(platform, TestPostgres.ServicePassword, cancellationToken);
        var warehouse = await postgres.CreateDatabaseAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("mcpp-worker-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "samples"));
        return new TestSite(platform, warehouse, folder);
    }

    public Dictionary<string, string?> Settings()
    {
        var warehouse = new NpgsqlConnectionStringBuilder(Warehouse);
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:platform"] = TestStore.AsService(Platform),
            ["ConnectionStrings:platform-direct"] = TestStore.AsService(Platform),
            ["Platform:DataFolder"] = Folder,
            ["Platform:InternalKey"] = TestWorker.InternalKey,
            ["Worker:RenewEvery"] = "00:00:00.200",
            ["Worker:FirstRetryAfter"] = "00:00:00.050",
            ["DataPlane:CheckpointRows"] = "8192",
            ["BuiltInConnections:samples:connector"] = "files",
            ["BuiltInConnections:samples:options:root"] = Samples,
            ["BuiltInConnections:warehouse:connector"] = "postgres",
            ["BuiltInConnections:warehouse:options:host"] = warehouse.Host,
            ["BuiltInConnections:warehouse:options:port"] = warehouse.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["BuiltInConnections:warehouse:options:database"] = warehouse.Database,
            ["BuiltInConnections:warehouse:options:username"] = warehouse.Username,
            ["BuiltInConnections:warehouse:options:password"] = warehouse.Password ?? "not-needed-here",
        };
        foreach (var (key, value) in settings.Where(s => s.Key.Contains(":warehouse:", StringComparison.Ordinal)).ToList())
        {
            settings[key.Replace(":warehouse:", ":shop:", StringComparison.Ordinal)] = value;
        }

        return settings;
    }

    public Task WriteSampleAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(Samples, name), content, TestContext.Current.CancellationToken);

    public async Task<object?> SqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Warehouse) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public Task<object?> PlatformSqlAsync(string sql) => ScalarAsync(Platform, sql);

    public async Task ShouldHaveAsync(string sql, object expected) => (await SqlAsync(sql)).ShouldBe(expected, sql);

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
