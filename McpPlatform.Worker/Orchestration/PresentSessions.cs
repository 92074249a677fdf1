using McpPlatform.Core.Runs;
using McpPlatform.Store.Workers;

namespace McpPlatform.Worker.Orchestration;

/// <summary>This Worker's identity, as the session lock in the database has it.</summary>
/// <param name="presence">The session lock.</param>
internal sealed class PresentSessions(WorkerPresence presence) : IWorkerSessions
{
    /// <inheritdoc/>
    public async Task<(WorkerIdentity Identity, CancellationToken Lost)> CurrentAsync(CancellationToken cancellationToken)
    {
        var session = await presence.SessionAsync(cancellationToken);
        return (session.Identity, session.Lost);
    }
}
