using System.Security.Cryptography;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Each tenant's key for masking by hash, kept by the secret service and made when it is first needed.</summary>
/// <param name="secrets">The secret service.</param>
internal sealed class MaskKeys(ISecretService secrets)
{
    private const string Name = "platform/mask-key";
    private readonly SemaphoreSlim making = new(1);

    /// <summary>The key of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="runId">The run it is for; recorded with the access.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string tenant, Guid runId, CancellationToken cancellationToken)
    {
        await making.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(tenant, runId, cancellationToken);
        }
        catch (SecretNotFoundException)
        {
            var worker = new Principal(tenant, "service:worker", "worker", PrincipalKind.Service, [Scope.Admin]);
            await secrets.SetAsync(worker, Name, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellationToken);
            return await ReadAsync(tenant, runId, cancellationToken);
        }
        finally
        {
            making.Release();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string tenant, Guid runId, CancellationToken cancellationToken) =>
        Convert.FromBase64String(await secrets.ResolveAsync(tenant, ConnectionConfig.SecretScheme + Name, $"run/{runId}", cancellationToken));
}
