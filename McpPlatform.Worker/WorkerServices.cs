using McpPlatform.ServiceDefaults;
using McpPlatform.Store;
using McpPlatform.Worker.Orchestration;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker;

/// <summary>Registers a Worker's settings and health.</summary>
internal static class WorkerServices
{
    /// <summary>Adds typed settings, validated at start, the clock, who this Worker is, and whether it can take runs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    public static IServiceCollection AddWorkerOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PlatformOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WorkerOptions>().Bind(configuration.GetSection(WorkerOptions.Section)).ValidateDataAnnotations()
            .Validate<IOptions<StoreOptions>>(
                (worker, store) => worker.RenewPatience < store.Value.LeaseTime,
                "Worker:RenewPatience must be shorter than Store:LeaseTime: a Worker has to stop before another may take its run over.")
            .ValidateOnStart();
        services.AddHealthChecks().AddCheck<WorkerHealth>("lock", tags: [ServiceDefaultsExtensions.ReadyTag], timeout: TimeSpan.FromSeconds(2));
        return services.AddSingleton(TimeProvider.System).AddSingleton<IWorkerSessions, PresentSessions>();
    }
}
