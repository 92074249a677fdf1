using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>Makes sure that every secret either end needs can be had. The values are let go at once: connectors resolve references themselves.</summary>
/// <param name="secrets">The secret service.</param>
/// <param name="options">Deadlines.</param>
internal sealed class GetSourceCredentials(ISecretResolver secrets, IOptions<WorkerOptions> options) : IRunNode
{
    /// <inheritdoc/>
    public RunNode Node => RunNode.GetSourceCredentials;

    /// <inheritdoc/>
    public TimeSpan Timeout => options.Value.NodeTimeout;

    /// <inheritdoc/>
    public async Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken)
    {
        foreach (var reference in References(session.Material))
        {
            await secrets.ResolveAsync(session.Lease.Tenant, reference, $"run/{session.Run.Info.Id}", cancellationToken);
        }

        return NodeOutcome.GoOn(RunNode.CheckSourceConnection);
    }

    private static IEnumerable<string> References(RunMaterial material) =>
        material.Source.Options.Values.Concat(material.Destination.Options.Values)
            .Where(v => v.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
}
