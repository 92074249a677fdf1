using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Prepares the look at texts beside the start of the host, so that no call waits for it.</summary>
internal sealed class TextInspectionStart : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(static () => new ThreatScanner(), stoppingToken);
}
