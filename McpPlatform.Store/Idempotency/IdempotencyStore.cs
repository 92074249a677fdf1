using McpPlatform.Core.Idempotency;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Idempotency;

/// <summary>Answers kept under idempotency keys, until they expire.</summary>
internal sealed class IdempotencyStore(PlatformDatabase database, TimeProvider time) : IIdempotencyStore
{
    public async Task<FormerRequest?> BeginAsync(
        Principal by, string key, ReadOnlyMemory<byte> requestHash, DateTimeOffset claimedUntil, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        const string take = """
            INSERT INTO idempotency_keys (tenant_id, principal_id, key, request_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING
            """;
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await work.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND expires_at <= $2", cancellationToken, by.Tenant, now);
        var taken = await work.ExecuteAsync(
            take, cancellationToken, by.Tenant, by.Id, key, requestHash.ToArray(), now, claimedUntil.AsStored()) > 0;
        var former = taken ? null : await FormerAsync(work, by, key, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return former;
    }

    public async Task CompleteAsync(Principal by, string key, KeptAnswer answer, DateTimeOffset keptUntil, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(answer);
        const string sql = """
            UPDATE idempotency_keys SET status = $4, response = $5, expires_at = $6
            WHERE tenant_id = $1 AND principal_id = $2 AND key = $3
            """;
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, by.Tenant, by.Id, key, answer.Status, answer.Body, keptUntil.AsStored());
        await work.CommitAsync(cancellationToken);
    }

    public async Task AbandonAsync(Principal by, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        const string sql = "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND principal_id = $2 AND key = $3 AND status IS NULL";
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, by.Tenant, by.Id, key);
        await work.CommitAsync(cancellationToken);
    }

    private static async Task<FormerRequest> FormerAsync(UnitOfWork work, Principal by, string key, CancellationToken cancellationToken)
    {
        await using var command = work.Command(
            "SELECT request_hash, status, response FROM idempotency_keys WHERE tenant_id = $1 AND principal_id = $2 AND key = $3",
            by.Tenant, by.Id, key);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new FormerRequest(
                reader.GetFieldValue<byte[]>(0),
                reader.IsDBNull(1) ? null : new KeptAnswer(reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)))

            // It was given back between the two statements: as good as under way, and asking again takes it.
            : new FormerRequest([], null);
    }
}
