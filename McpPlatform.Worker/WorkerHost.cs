using McpPlatform.Connectors.Hosting;
using McpPlatform.Guard;
using McpPlatform.ServiceDefaults;
using McpPlatform.Store;
using McpPlatform.Worker.Internal;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Planning;
using McpPlatform.Worker.Scheduling;

namespace McpPlatform.Worker;

/// <summary>Builds the Worker, as a process of its own or embedded.</summary>
public static class WorkerHost
{
    /// <summary>Builds the host; the caller starts and stops it.</summary>
    /// <param name="setup">What the starter tells it.</param>
    public static WebApplication Build(HostSetup setup) => Build(setup, _ => { });

    /// <summary>Builds the host with further services; the last registration of a port wins.</summary>
    /// <param name="setup">What the starter tells it.</param>
    /// <param name="further">Registers them.</param>
    internal static WebApplication Build(HostSetup setup, Action<IServiceCollection> further)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var builder = setup.CreateBuilder(typeof(WorkerHost)).AddServiceDefaults();
        builder.Services
            .AddWorkerOptions(builder.Configuration)
            .AddStore(builder.Configuration)
            .AddGuard(builder.Configuration)
            .AddEventSequencer()
            .AddWorkerPresence()
            .AddConnectors()
            .AddConnectorAgent()
            .AddSync()
            .AddRecords()
            .AddPlanning()
            .AddBuiltInConnections()
            .AddOrchestration()
            .AddScheduling(builder.Configuration)
            .AddInternalApi();
        further(builder.Services);
        var app = builder.Build();
        app.MapInternalApi();
        app.MapServiceDefaults();
        return app;
    }
}
