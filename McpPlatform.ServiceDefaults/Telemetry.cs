using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpPlatform.ServiceDefaults;

/// <summary>Sends traces and metrics over OTLP while the host runs, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to.</summary>
/// <param name="service">Name of the service.</param>
/// <param name="configuration">Settings.</param>
public sealed class Telemetry(string service, IConfiguration configuration) : IHostedService, IDisposable
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // ASP.NET Core, HttpClient, Npgsql and MCP have sources of their own; ours begin with the product's name.
    private static readonly string[] Sources =
        ["McpPlatform.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Experimental.ModelContextProtocol"];

    private static readonly string[] Meters =
        ["McpPlatform.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(configuration[EndpointKey]))
        {
            var resource = ResourceBuilder.CreateDefault().AddService(service);
            traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build();
            metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter().Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}
