using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;
using McpPlatform.Store;
using McpPlatform.Store.Events;
using McpPlatform.Store.Migrations;
using McpPlatform.Store.Workers;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace McpPlatform.Tests.Store;

/// <summary>A migrated database of its own, and a process's services over it as the service role.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly IHost host;

    private TestStore(string owner, IHost host)
    {
        Owner = owner;
        this.host = host;
    }

    public static Principal Person { get; } =
        new("default", "person:ada", "Ada", PrincipalKind.Person, [Scope.Read, Scope.Write, Scope.Run, Scope.Approve, Scope.Admin]);

    public string Owner { get; }

    public IServiceProvider Services => host.Services;

    public static async Task<TestStore> CreateAsync(
        TestPostgres postgres, bool sequencer = false, bool presence = false, Action<IServiceCollection>? configure = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var owner = await postgres.CreateDatabaseAsync(cancellationToken);
        await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, cancellationToken);
        return await OpenAsync(owner, sequencer, presence, configure);
    }

    /// <summary>Another process over the same database.</summary>
    public static async Task<TestStore> OpenAsync(
        string owner, bool sequencer = false, bool presence = false, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:platform"] = AsService(owner),
            ["ConnectionStrings:platform-direct"] = AsService(owner),
        });
        builder.Services.AddStore(builder.Configuration);
        if (sequencer)
        {
            builder.Services.AddEventSequencer();
        }

        if (presence)
        {
            builder.Services.AddWorkerPresence();
        }

        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<NotificationHub>().Listening.WaitAsync(TestContext.Current.CancellationToken);
        return new TestStore(owner, host);
    }

    public static string AsService(string owner) =>
        new NpgsqlConnectionStringBuilder(owner) { Username = ServiceRole.Name, Password = TestPostgres.ServicePassword }.ConnectionString;

    public static PipelinePlan Plan(string name = "airports", string target = "public.airports", PlanSchedule? schedule = null) => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = name,
        Source = new PlanEndpoint { Connection = "samples" },
        Destination = new PlanEndpoint { Connection = "warehouse" },
        Streams = [new StreamPlan { Name = "airports.csv", Target = target, SyncMode = SyncMode.FullRefreshOverwrite }],
        Schedule = schedule ?? PlanSchedule.Manual,
    };

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task<PipelineInfo> ApplyAsync(PipelinePlan? plan = null, Principal? by = null) =>
        Get<IPipelineStore>().ApplyAsync(by ?? Person, plan ?? Plan(), TestContext.Current.CancellationToken);

    public async Task<RunInfo> EnqueueAsync(PipelineInfo pipeline) =>
        (await Get<IRunStore>().EnqueueAsync(Person, pipeline, null, TestContext.Current.CancellationToken))!;

    public async Task<WorkerIdentity> WorkerAsync() =>
        (await Get<WorkerPresence>().SessionAsync(TestContext.Current.CancellationToken)).Identity;

    /// <summary>Runs SQL as the owner, past row level security.</summary>
    public async Task<object?> SqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Owner) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Cuts every connection, idle ones in the pool too, as a restart of PostgreSQL would.</summary>
    public Task CutConnectionsAsync() => SqlAsync(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'mcpp%'");

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
