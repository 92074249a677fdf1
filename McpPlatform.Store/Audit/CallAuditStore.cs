using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Audit;

/// <summary>The audit of MCP calls: appending, reading, verifying and expiring each have a file of their own.</summary>
internal sealed class CallAuditStore(
    PlatformDatabase database, CallAppending appending, CallReading reading, CallVerification verification, CallDays partitions, TimeProvider time)
    : ICallAuditStore
{
    private const string Actor = "service:gateway";

    public ICallBatch NewBatch() => new CallBatch();

    public Task AppendAsync(ICallBatch batch, CancellationToken cancellationToken) => appending.AppendAsync((CallBatch)batch, cancellationToken);

    // The log of the first tenant, where administrators see it: a head they keep elsewhere proves later what the chain was.
    public async Task AnchorAsync(ChainHead head, CancellationToken cancellationToken)
    {
        var data = EventRecording.Map(
            ("chain", head.Chain.ToString()), ("number", head.Number.ToString(CultureInfo.InvariantCulture)),
            ("hash", Convert.ToHexStringLower(head.Hash.Span)));
        await using var work = await database.BeginAsync(Tenants.Default, cancellationToken);
        await work.RecordAsync([new NewEvent(EventTypes.AuditAnchored, CallAnchors.Subject(head.Chain), Actor, time.Now(), data)], cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ChainHead>> ListHeadsAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command("SELECT chain_id, number, hash FROM call_audit_chains WHERE tenant_id = '*' ORDER BY chain_id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new List<ChainHead>();
        while (await reader.ReadAsync(cancellationToken))
        {
            heads.Add(new ChainHead(reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        return heads;
    }

    public Task<Page<AuditRecord>> ListAsync(string tenant, AuditFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        reading.ListAsync(tenant, filter, page, cancellationToken);

    public IAsyncEnumerable<AuditRecord> ReadAllAsync(string tenant, AuditFilter filter, CancellationToken cancellationToken) =>
        reading.ReadAllAsync(tenant, filter, cancellationToken);

    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => verification.VerifyAsync(cancellationToken);

    public Task PrepareDaysAsync(DateOnly first, int days, CancellationToken cancellationToken) => partitions.PrepareAsync(first, days, cancellationToken);

    public Task<IReadOnlyList<ExpiredDay>> ExpireAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        partitions.ExpireAsync(before, Actor, cancellationToken);

    public Task<IReadOnlyList<DateOnly>> ExpireAttributesAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        partitions.ExpireAttributesAsync(before, cancellationToken);
}
