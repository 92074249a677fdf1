using McpPlatform.Core.Connections;
using McpPlatform.Worker.BuiltIns;
using McpPlatform.Worker.Connecting;
using McpPlatform.Worker.Internal;
using McpPlatform.Worker.Orchestration.Nodes;
using McpPlatform.Worker.Records;
using McpPlatform.Worker.Sync;
using McpPlatform.Worker.Sync.Schema;
using McpPlatform.Worker.Sync.Transforms;

namespace McpPlatform.Worker.Orchestration;

/// <summary>Registers the engine.</summary>
internal static class OrchestrationServices
{
    /// <summary>Adds the state machine with its nodes in order, and what claims runs.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddOrchestration(this IServiceCollection services) => services
        .AddSingleton<IRunNode, InitializeRun>()
        .AddSingleton<IRunNode, GetSourceCredentials>()
        .AddSingleton<IRunNode, CheckSourceConnection>()
        .AddSingleton<IRunNode, DiscoverSourceSchema>()
        .AddSingleton<IRunNode, RunDataSync>()
        .AddSingleton<IRunNode, CommitFinalState>()
        .AddSingleton<HandleError>()
        .AddSingleton<RunMaterialLoader>()
        .AddSingleton<RunStateMachine>()
        .AddHostedService<RunClaimer>();

    /// <summary>Adds the sole MCP client of connectors.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddConnectorAgent(this IServiceCollection services) => services.AddSingleton<IConnectorAgent, ConnectorAgent>();

    /// <summary>Adds what moves rows.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddSync(this IServiceCollection services) => services
        .AddSingleton<MaskKeys>()
        .AddSingleton<StreamShapes>()
        .AddSingleton<SourceOpener>()
        .AddSingleton<SegmentPump>()
        .AddSingleton<StreamSync>();

    /// <summary>Adds what is recorded beside the store.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services.AddSingleton<LineageFile>();

    /// <summary>Adds the connections that stand from the start.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddBuiltInConnections(this IServiceCollection services) => services.AddHostedService<BuiltInConnections>();

    /// <summary>Adds what stands behind the internal API.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddInternalApi(this IServiceCollection services) => services
        .AddSingleton<PlanningTurns>()
        .AddSingleton<PreviewRedaction>()
        .AddSingleton<DatasetRollback>();
}
