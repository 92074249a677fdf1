using McpPlatform.Core.Pipelines;
using Quartz;

namespace McpPlatform.Worker.Scheduling;

/// <summary>Registers schedules.</summary>
internal static class SchedulingServices
{
    /// <summary>Adds Quartz with its clustered store in the platform's database, and what keeps its triggers.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Connection strings.</param>
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        var database = configuration.GetConnectionString("platform-direct")
            ?? throw new InvalidOperationException("The connection string 'platform-direct' is missing. Set ConnectionStrings:platform-direct.");
        services.AddQuartz(quartz => quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(database);
            store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(10));
        }));

        // Jobs only insert a row; waiting for one would hold the stop of the host.
        services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = false);
        return services
            .AddSingleton<IFireTimes, CronFireTimes>()
            .AddSingleton<PipelineFiring>()
            .AddTransient<FirePipelineJob>()
            .AddHostedService<ScheduleKeeper>();
    }
}
