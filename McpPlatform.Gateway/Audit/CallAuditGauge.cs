using System.Diagnostics.Metrics;

namespace McpPlatform.Gateway.Audit;

/// <summary>Measures how full the buffer of the audit is.</summary>
internal sealed class CallAuditGauge(CallAuditBuffer buffer, IMeterFactory meters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create(GatewayTelemetry.Name).CreateObservableGauge("mcpp.gateway.audit.fill", () => buffer.Fill, "1", "Share of the audit's buffer that is taken.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
