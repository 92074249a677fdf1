using McpPlatform.ServiceDefaults;
using McpPlatform.Store;
using McpPlatform.Worker.Orchestration;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker;

/// <summary>Registers a Worker's settings and health.</summary>
internal static class WorkerServices
{
    /// <summary>Adds typed settings, validated at start, the clock, and who this Worker is.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    public static IServiceCollection AddWorkerOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PlatformOptions>().Bind(configuration.GetSection(PlatformOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WorkerOptions>().Bind(configuration.GetSection(WorkerOptions.Section)).ValidateDataAnnotations()
            .Validate<IOptions<StoreOptions>>(
                (worker, store) => worker.RenewPatience < store.Value.LeaseTime,
                "Worker:RenewPatience must be shorter than Store:LeaseTime: a Worker has to stop before another may take its run over.")
            .ValidateOnStart();
        return services.AddSingleton(TimeProvider.System).AddSingleton<IWorkerSessions, PresentSessions>();
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    /// <param name="app">The host.</param>
    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live");
        app.MapGet("/health/ready", ReadyAsync);
        return app;
    }

    /// <summary>Ready is a Worker that holds the lock which says it lives.</summary>
    private static async Task<IResult> ReadyAsync(IWorkerSessions sessions, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await sessions.CurrentAsync(soon.Token);
            return Results.Text("Healthy");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Results.Text("Unhealthy", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
