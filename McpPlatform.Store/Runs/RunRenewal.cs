using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;
using Microsoft.Extensions.Options;

namespace McpPlatform.Store.Runs;

/// <summary>Prolongs leases, in the clock of the database: Workers' clocks may differ and jump.</summary>
internal sealed class RunRenewal(PlatformDatabase database, IOptions<StoreOptions> options)
{
    private const string Renew = """
        UPDATE leases l SET expires_at = clock_timestamp() + $5
        FROM runs r
        WHERE l.tenant_id = $1 AND l.run_id = $2 AND l.worker_id = $3 AND l.fence = $4 AND r.tenant_id = $1 AND r.id = $2
        RETURNING r.cancel_requested
        """;

    public async Task<bool> RenewAsync(RunLease lease, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(lease.Tenant, cancellationToken);
        await using var command = work.Command(Renew, lease.Tenant, lease.RunId, lease.Worker.Id, lease.Fence, options.Value.LeaseTime);
        var cancelRequested = await command.ExecuteScalarAsync(cancellationToken) as bool? ?? throw new LeaseLostException(lease.RunId);
        await work.CommitAsync(cancellationToken);
        return cancelRequested;
    }
}
