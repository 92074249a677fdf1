using McpPlatform.Store.Database;

namespace McpPlatform.Store.Identity;

/// <summary>Ends sessions: no refresh token of theirs is good any more, and no key. The caller makes gateways forget the keys.</summary>
internal static class SessionEnding
{
    public static async Task OfPersonAsync(UnitOfWork work, Guid person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(
            "UPDATE sessions SET ended_at = $3 WHERE tenant_id = $1 AND person_id = $2 AND ended_at IS NULL", cancellationToken, work.Tenant, person, now);
        await work.ExecuteAsync(
            "DELETE FROM api_keys WHERE tenant_id = $1 AND person_id = $2 AND session_id IS NOT NULL", cancellationToken, work.Tenant, person);
    }

    public static async Task OfAsync(UnitOfWork work, Guid session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(
            "UPDATE sessions SET ended_at = $3 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL", cancellationToken, work.Tenant, session, now);
        await work.ExecuteAsync("DELETE FROM api_keys WHERE tenant_id = $1 AND session_id = $2", cancellationToken, work.Tenant, session);
    }
}
