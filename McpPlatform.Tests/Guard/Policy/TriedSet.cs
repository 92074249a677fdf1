using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Policies;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>A store of one set of policies, 'dry' of the default tenant, that is only tried.</summary>
internal sealed class TriedSet(string text) : IPolicySetStore
{
    public async IAsyncEnumerable<IReadOnlyList<TenantPolicySet>> FollowAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return [new TenantPolicySet("default", new PolicySetInfo("dry", text, PolicyMode.DryRun, 1, "Ada", DateTimeOffset.UnixEpoch))];
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    public Task<IReadOnlyList<PolicySetInfo>> ListAsync(string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<PolicySetVersion>> VersionsAsync(string tenant, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PolicySetVersion?> FindAsync(string tenant, string name, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PolicySetInfo> PutAsync(Principal by, string name, PutPolicySet set, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken) => throw new NotSupportedException();
}
