using McpPlatform.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>Whether a tenant is one whose keys are taken: it exists and is not suspended.</summary>
internal static class TenantStanding
{
    public static Task<bool> IsActiveAsync(UnitOfWork work, string tenant, CancellationToken cancellationToken) =>
        work.Rows.Tenants.AnyAsync(t => t.TenantId == tenant && t.SuspendedAt == null, cancellationToken);
}
