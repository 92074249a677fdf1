using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Audit;

/// <summary>Shows and verifies the audit of MCP calls.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="audit">Where records are kept.</param>
public sealed class CallAuditService(IPolicy policy, ICallAuditStore audit)
{
    private const string Resource = "audit";

    /// <summary>Lists records, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="filter">Which records.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<AuditRecord>> ListAsync(Principal by, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await CheckAsync(by, filter, cancellationToken);
        return await audit.ListAsync(by.Tenant, filter, page, cancellationToken);
    }

    /// <summary>Reads all records, newest first. What is recorded while it reads is left out.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="filter">Which records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IAsyncEnumerable<AuditRecord>> ReadAllAsync(Principal by, AuditFilter filter, CancellationToken cancellationToken)
    {
        await CheckAsync(by, filter, cancellationToken);
        return audit.ReadAllAsync(by.Tenant, filter, cancellationToken);
    }

    /// <summary>Walks all chains, those of other tenants' calls too, since a chain holds as a whole or not at all.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the walking.</param>
    public async Task<AuditVerification> VerifyAsync(Principal by, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ReadAudit, Resource, cancellationToken);
        return await audit.VerifyAsync(cancellationToken);
    }

    private async Task CheckAsync(Principal by, AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await policy.RequireAsync(by, Actions.ReadAudit, Resource, cancellationToken);
        if (filter.From >= filter.To)
        {
            throw new InvalidInputException("'from' must lie before 'to'.");
        }
    }
}
