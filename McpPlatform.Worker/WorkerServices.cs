using McpPlatform.ServiceDefaults;
using McpPlatform.Worker.Orchestration;

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
        services.AddOptions<WorkerOptions>().Bind(configuration.GetSection(WorkerOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHealthChecks().AddCheck<WorkerHealth>("lock", tags: [ServiceDefaultsExtensions.ReadyTag], timeout: TimeSpan.FromSeconds(2));
        return services.AddSingleton(TimeProvider.System).AddSingleton<IWorkerSessions, PresentSessions>();
    }
}
