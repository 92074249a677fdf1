using McpPlatform.ServiceDefaults.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpPlatform.ServiceDefaults;

/// <summary>What every host has, in one line each: telemetry, health, settings.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Tag of health checks that say whether a host can take work.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Adds health, the platform settings (whoever needs them validates them) and, in a process of its own, telemetry. An embedded host leaves telemetry to its embedder: else series triple.</summary>
    /// <param name="builder">The host's builder.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHealthChecks();
        builder.Services.AddOptions<PlatformOptions>().Bind(builder.Configuration.GetSection(PlatformOptions.Section));
        if (builder.Services.All(s => s.ImplementationType != typeof(EmbeddedLifetime)))
        {
            builder.Services.AddSingleton(_ => new Telemetry(builder.Environment.ApplicationName, builder.Configuration));
            builder.Services.TryAddSingleton(provider => provider.GetRequiredService<Telemetry>().Metrics);
            builder.Services.AddHostedService(provider => provider.GetRequiredService<Telemetry>());
        }

        builder.Services.TryAddSingleton(_ => new MetricsPage());
        return builder;
    }

    /// <summary>Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (it can take work), both without a key, saying no more than one word, and <c>/metrics</c>.</summary>
    /// <param name="app">The host.</param>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().ShortCircuit();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) }).AllowAnonymous().ShortCircuit();
        app.MapMetrics();
        return app;
    }
}
