using McpPlatform.Core.Approvals;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Detection;
using McpPlatform.Core.Events;
using McpPlatform.Core.Idempotency;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Policies;
using McpPlatform.Core.Replicas;
using McpPlatform.Core.Runs;
using McpPlatform.Core.Secrets;
using McpPlatform.Core.Tools;
using McpPlatform.Core.Upstreams;
using McpPlatform.Core.Usage;
using McpPlatform.Store.Approvals;
using McpPlatform.Store.Audit;
using McpPlatform.Store.Connections;
using McpPlatform.Store.Conversations;
using McpPlatform.Store.Database;
using McpPlatform.Store.Datasets;
using McpPlatform.Store.Detection;
using McpPlatform.Store.Events;
using McpPlatform.Store.Idempotency;
using McpPlatform.Store.Identity;
using McpPlatform.Store.Pipelines;
using McpPlatform.Store.Policies;
using McpPlatform.Store.Replicas;
using McpPlatform.Store.Runs;
using McpPlatform.Store.Secrets;
using McpPlatform.Store.Tools;
using McpPlatform.Store.Upstreams;
using McpPlatform.Store.Usage;
using McpPlatform.Store.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Store;

/// <summary>Registers the store.</summary>
public static class StoreServices
{
    private const string Platform = "platform";
    private const string PlatformDirect = "platform-direct";

    /// <summary>Adds every port of the core that PostgreSQL stands behind, and the process's one listener.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Connection strings <c>platform</c> and <c>platform-direct</c>, and the section <c>Store</c>.</param>
    /// <exception cref="InvalidOperationException">A connection string is missing.</exception>
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var (platform, direct) = (Require(configuration, Platform), Require(configuration, PlatformDirect));
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<StoreOptions>().Bind(configuration.GetSection(StoreOptions.Section)).ValidateOnStart()
            .Validate(o => o.LeaseTime >= TimeSpan.FromSeconds(1), "Store:LeaseTime must be at least one second.")
            .Validate(
                o => o.EventRetention == TimeSpan.Zero || (o.EventRetention >= TimeSpan.FromDays(1) && o.EventRetention < TimeSpan.FromDays(36_500)),
                "Store:EventRetention must be at least one day, or zero to keep events for good.")
            .Validate(o => o.EventBatch is >= 1 and <= 10_000, "Store:EventBatch must be 1 to 10,000.")
            .Validate(
                o => o.QuietInterval > TimeSpan.Zero && o.FollowInterval > TimeSpan.Zero && o.ReconnectDelay > TimeSpan.Zero,
                "Store:QuietInterval, Store:FollowInterval and Store:ReconnectDelay must be positive.");
        services.AddSingleton(_ => new PlatformDatabase(platform, direct));
        return services.AddPorts().AddRuns().AddEvents().AddAudit();
    }

    /// <summary>Adds the sequencer that gives events their place, and what drops old ones; in the Worker only.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddEventSequencer(this IServiceCollection services) => services
        .AddHostedService<EventSequencer>()
        .AddSingleton<EventAging>()
        .AddHostedService(s => s.GetRequiredService<EventAging>());

    /// <summary>Adds the session lock that says a Worker lives; in the Worker only.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddWorkerPresence(this IServiceCollection services)
    {
        services.AddSingleton(s => new WorkerPresence(
            s.GetRequiredService<PlatformDatabase>(), s.GetRequiredService<IOptions<StoreOptions>>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<WorkerPresence>>()));
        return services.AddHostedService(s => s.GetRequiredService<WorkerPresence>());
    }

    private static IServiceCollection AddPorts(this IServiceCollection services) => services
        .AddSingleton<RecognisedKeys>()
        .AddHostedService(s => s.GetRequiredService<RecognisedKeys>())
        .AddSingleton<KeyRecognition>()
        .AddSingleton<IKeyStore, KeyStore>()
        .AddSingleton<ITenantStore, TenantStore>()
        .AddSingleton<IPeopleStore, PeopleStore>()
        .AddSingleton<ISessionStore, SessionStore>()
        .AddSingleton<IIdempotencyStore, IdempotencyStore>()
        .AddSingleton<ISecretVault, SecretVault>()
        .AddSingleton<ISecretNews, SecretNews>()
        .AddSingleton<IConnectionStore, ConnectionStore>()
        .AddSingleton<IReplicaStore, ReplicaStore>()
        .AddSingleton<UpstreamNews>()
        .AddSingleton<IUpstreamStore, UpstreamStore>()
        .AddSingleton<IToolCode, ToolCode>()
        .AddSingleton<ToolFollowing>()
        .AddSingleton<ToolSightings>()
        .AddSingleton<IToolStore, ToolStore>()
        .AddSingleton<IToolSearch, ToolSearch>()
        .AddSingleton<PolicyNews>()
        .AddSingleton<IPolicySetStore, PolicySetStore>()
        .AddSingleton<IConversationStore, ConversationStore>()
        .AddSingleton<PipelineReading>()
        .AddSingleton<IPipelineStore, PipelineStore>()
        .AddSingleton<IApprovalStore, ApprovalStore>()
        .AddSingleton<IRevealLog, RevealLog>()
        .AddSingleton<ICallApprovals, CallApprovals>()
        .AddSingleton<IDatasetStore, DatasetStore>();

    private static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunQueue>()
        .AddSingleton<RunRenewal>()
        .AddSingleton<RunSaving>()
        .AddSingleton<StreamCommits>()
        .AddSingleton<RunControl>()
        .AddSingleton<IRunStore, RunStore>();

    private static IServiceCollection AddEvents(this IServiceCollection services) => services
        .AddSingleton<NotificationHub>()
        .AddHostedService(s => s.GetRequiredService<NotificationHub>())
        .AddSingleton<IEventLog, EventLog>()
        .AddSingleton<IProgressChannel, ProgressChannel>()
        .AddSingleton(s => new EventAudit(s.GetRequiredService<PlatformDatabase>()));

    private static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<CallDays>()
        .AddSingleton<CallAttributes>()
        .AddSingleton<CallAppending>()
        .AddSingleton<CallReading>()
        .AddSingleton<CallChainReading>()
        .AddSingleton<CallAnchors>()
        .AddSingleton<CallVerification>()
        .AddSingleton<ICallAuditStore, CallAuditStore>()
        .AddSingleton<IUsageStore, UsageStore>()
        .AddSingleton<QuotaNews>()
        .AddSingleton<IQuotaStore, QuotaStore>();

    private static string Require(IConfiguration configuration, string name) => configuration.GetConnectionString(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"The connection string '{name}' is missing. Set ConnectionStrings:{name}.");
}
