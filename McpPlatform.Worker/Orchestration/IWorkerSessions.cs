using McpPlatform.Core.Runs;

namespace McpPlatform.Worker.Orchestration;

/// <summary>Who this Worker is at present. A Worker that lost the connection which says it lives comes back as another.</summary>
internal interface IWorkerSessions
{
    /// <summary>The present identity; waits while there is none.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The identity, and a token that ends when others may take its runs over.</returns>
    Task<(WorkerIdentity Identity, CancellationToken Lost)> CurrentAsync(CancellationToken cancellationToken);
}
