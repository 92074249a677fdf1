using McpPlatform.ServiceDefaults.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpPlatform.ServiceDefaults;

/// <summary>Measures while the host runs: always for <see cref="MetricsPage"/>, and traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to.</summary>
/// <param name="service">Name of the service.</param>
/// <param name="configuration">Settings.</param>
public sealed class Telemetry(string service, IConfiguration configuration) : IHostedService, IDisposable
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // ASP.NET Core, HttpClient, Npgsql and MCP have sources of their own; ours begin with the product's name.
    private static readonly string[] Sources =
        ["McpPlatform.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Experimental.ModelContextProtocol"];

    // Those of HttpClient cost each call of a tool as much as a stage of its own, and the Gateway measures its calls itself.
    private static readonly string[] Meters =
        ["McpPlatform.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    /// <summary>The metrics as a page for Prometheus.</summary>
    public MetricsPage Metrics { get; } = new();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(service);
        var measuring = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddReader(new BaseExportingMetricReader(Metrics));
        if (!string.IsNullOrEmpty(configuration[EndpointKey]))
        {
            traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build();
            measuring.AddOtlpExporter();
        }

        metrics = measuring.Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
        Metrics.Dispose();
    }
}
