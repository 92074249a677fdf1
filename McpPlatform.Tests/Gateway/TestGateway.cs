using System.Collections.Concurrent;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway;
using McpPlatform.Gateway.Federation;
using McpPlatform.ServiceDefaults;
using McpPlatform.Store;
using McpPlatform.Store.Migrations;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>A Gateway on a port of its own, over a database of its own and a Worker the test controls.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<HttpClient> clients = [];

    private TestGateway(WebApplication app, FakeWorker worker, string owner, string folder, ConcurrentQueue<string> logs)
    {
        this.app = app;
        Worker = worker;
        Owner = owner;
        Folder = folder;
        Logs = logs;
    }

    public FakeWorker Worker { get; }

    public string Owner { get; }

    public string Folder { get; }

    public ConcurrentQueue<string> Logs { get; }

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Urls.First());

    public string AdminKey => File.ReadAllText(Path.Combine(Folder, "admin.key")).Trim();

    public PlatformClient Admin => Client(AdminKey);

    public static async Task<TestGateway> StartAsync(
        TestPostgres postgres, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var owner = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("gateway").FullName;
        return await StartAsync(owner, folder, settings, configure);
    }

    /// <summary>Starts over the database and folder of a former one.</summary>
    public static async Task<TestGateway> StartAsync(
        string owner, string folder, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var worker = await FakeWorker.StartAsync();
        var logs = new ConcurrentQueue<string>();
        var setup = new HostSetup
        {
            Embedded = true,
            ListenAddress = "http://127.0.0.1:0",
            Settings = Settings(owner, folder, worker.Address, settings ?? []),
            Logging = logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(new QueueLogs(logs)),
        };
        var app = GatewayHost.Build(setup, services =>
        {
            services.AddEventSequencer().AddWorkerPresence();
            configure?.Invoke(services);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var gateway = new TestGateway(app, worker, owner, folder, logs);
        await gateway.Get<IConnectionStore>().PutConnectorsAsync([Postgres], TestContext.Current.CancellationToken);
        return gateway;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public HttpClient Http(string? key = null)
    {
        var http = PlatformClient.CreateHttpClient(Address, key);
        clients.Add(http);
        return http;
    }

    public PlatformClient Client(string? key) => new(Http(key));

    public async Task<string> KeyAsync(PrincipalKind kind, params Scope[] scopes) =>
        (await Admin.CreateKeyAsync(new CreateKey($"{kind}", kind, scopes), TestContext.Current.CancellationToken)).Key;

    public async Task<PipelineInfo> ApplyAsync(PipelinePlan? plan = null) =>
        await Admin.ApplyPlanAsync(new ApplyPlan(plan ?? TestStore.Plan()), TestContext.Current.CancellationToken);

    /// <summary>Registers an upstream and waits until the gateway, which hears of it from the database, knows it.</summary>
    public async Task OfferAsync(AddUpstream upstream)
    {
        await Admin.AddUpstreamAsync(upstream, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () => Get<UpstreamDirectory>().Upstreams.Any(u => u.Name == upstream.Name), TimeSpan.FromSeconds(20), "the gateway knows the server",
            TestContext.Current.CancellationToken);
    }

    public Task StopAsync() => app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }

        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await Worker.DisposeAsync();
    }

    private static ConnectorSpec Postgres { get; } = new()
    {
        Name = "postgres",
        Title = "PostgreSQL",
        Version = "1",
        Options =
        [
            new ConnectorOption("host", "Host", OptionKind.Text, true, null, "Its name."),
            new ConnectorOption("port", "Port", OptionKind.Number, false, "5432", "Its port."),
            new ConnectorOption("password", "Password", OptionKind.Secret, false, null, "The password."),
        ],
        CanRead = true,
        WriteModes = [SyncMode.FullRefreshOverwrite],
        Delivery = DeliveryGuarantee.ExactlyOnce,
    };

    private static Dictionary<string, string?> Settings(string owner, string folder, string worker, Dictionary<string, string?> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:platform"] = TestStore.AsService(owner),
            ["ConnectionStrings:platform-direct"] = TestStore.AsService(owner),
            ["ConnectionStrings:warehouse-reader"] = TestStore.AsService(owner),
            ["Platform:DataFolder"] = folder,
            ["Policy:Deadline"] = "00:00:20",
            ["Platform:InternalKey"] = Convert.ToBase64String(FakeWorker.Key),
            ["Platform:WorkerAddress"] = worker,
            ["Platform:AdminKeyFile"] = Path.Combine(folder, "admin.key"),
            ["Platform:InboxFolder"] = Path.Combine(folder, "inbox"),
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return settings;
    }

    private sealed class QueueLogs(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
