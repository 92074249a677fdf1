using Microsoft.Extensions.Hosting;

namespace McpPlatform.ServiceDefaults;

/// <summary>The lifetime of a host that shares its process: it neither listens to signals nor announces anything; the embedder does.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
