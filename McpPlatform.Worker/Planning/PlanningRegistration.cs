using McpPlatform.Core.Planning;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpPlatform.Worker.Planning;

/// <summary>Registers planning.</summary>
public static class PlanningRegistration
{
    /// <summary>Adds the built-in planner and the plan checker. Stores and the connector agent are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddPlanning(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IPlanChecker, PlanChecker>();
        services.AddSingleton<IPlanner, Planner>();
        return services;
    }
}
