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
    public Task<Page<AuditRecord>> ListAsync(Principal by, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        Check(by, filter);
        return audit.ListAsync(by.Tenant, filter, page, cancellationToken);
    }

    /// <summary>Reads all records, newest first. What is recorded while it reads is left out.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="filter">Which records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<AuditRecord> ReadAllAsync(Principal by, AuditFilter filter, CancellationToken cancellationToken)
    {
        Check(by, filter);
        return audit.ReadAllAsync(by.Tenant, filter, cancellationToken);
    }

    /// <summary>Walks all chains, those of other tenants' calls too, since a chain holds as a whole or not at all.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the walking.</param>
    public Task<AuditVerification> VerifyAsync(Principal by, CancellationToken cancellationToken)
    {
        policy.Require(by, Actions.ReadAudit, Resource);
        return audit.VerifyAsync(cancellationToken);
    }

    private void Check(Principal by, AuditFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        policy.Require(by, Actions.ReadAudit, Resource);
        if (filter.From >= filter.To)
        {
            throw new InvalidInputException("'from' must lie before 'to'.");
        }
    }
}
