using McpPlatform.ServiceDefaults.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpPlatform.ServiceDefaults;

/// <summary>What whoever starts a host tells it: nothing when the host is a process of its own, all it needs when AppHost embeds it.</summary>
public sealed record HostSetup
{
    /// <summary>Command line of a process of its own; empty when embedded.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Whether the host shares its process: signals and telemetry are then the embedder's.</summary>
    public bool Embedded { get; init; }

    /// <summary>Address to listen on, such as <c>http://127.0.0.1:5080</c>; <see langword="null"/> leaves it to the configuration.</summary>
    public string? ListenAddress { get; init; }

    /// <summary>Settings over all others, by configuration key: connection strings, peers, options.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Logging of the embedder; <see langword="null"/> leaves the default.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The page of metrics of the embedder's process; <see langword="null"/> for a process of its own, which makes one.</summary>
    public MetricsPage? Metrics { get; init; }

    /// <summary>Begins a host: its own name, content root and <c>{name}.appsettings.json</c>, so that hosts in one process do not overwrite each other's.</summary>
    /// <param name="anchor">A type of the host's assembly.</param>
    public WebApplicationBuilder CreateBuilder(Type anchor)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        var name = anchor.Assembly.GetName().Name!;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. Args],
            ApplicationName = name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"{name}.appsettings.json"), optional: true);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddCommandLine([.. Args]);
        builder.Configuration.AddInMemoryCollection(Settings);
        if (ListenAddress is not null)
        {
            builder.Configuration["urls"] = ListenAddress;
        }

        if (Metrics is not null)
        {
            builder.Services.AddSingleton(Metrics);
        }

        if (Embedded)
        {
            builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        Logging?.Invoke(builder.Logging);
        return builder;
    }
}
