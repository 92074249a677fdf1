using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>
/// The rotation of refresh tokens (RFC 9700 section 4.14). A token that comes a second time is in two hands, and nobody can tell whose: the
/// session ends. A lost answer looks the same, so for a few seconds, and while what replaced the token was never used, it is replaced once more;
/// what replaced it first counts as used from then on.
/// </summary>
/// <param name="Session">The session that goes on; <see langword="null"/> when the token is refused.</param>
/// <param name="SessionEnded">Whether the session was ended by this.</param>
internal sealed record RefreshRotation(RefreshedSession? Session, bool SessionEnded)
{
    private static readonly TimeSpan LostAnswerTime = TimeSpan.FromSeconds(10);
    private static readonly RefreshRotation Refused = new(null, false);

    public static async Task<RefreshRotation> OfAsync(
        UnitOfWork work, byte[] hash, NewSession next, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await LockAsync(work, hash, cancellationToken) is not var (session, token, person)
            || session.EndedAt is not null || session.ExpiresAt <= now || person.SuspendedAt is not null)
        {
            return Refused;
        }

        if (token.UsedAt is { } used)
        {
            if (now - used > LostAnswerTime || await UnusedSuccessorAsync(work, token, cancellationToken) is not { } lost)
            {
                await SessionEnding.OfAsync(work, session.Id, now, cancellationToken);
                await work.RecordAsync(
                    KeyMapping.Of(person), EventTypes.RefreshTokenReused, $"person/{person.Id}", now, cancellationToken, ("session", session.Id.ToString()));
                return new RefreshRotation(null, true);
            }

            lost.UsedAt = now;
        }
        else if (token.ExpiresAt <= now)
        {
            return Refused;
        }

        token.UsedAt ??= now;
        await ForgetExpiredKeysAsync(work, session, now, cancellationToken);
        work.Rows.Add(SessionParts.Key(session, person.Name, next, now));
        work.Rows.Add(SessionParts.Token(session, next, token.TokenHash));
        return new RefreshRotation(new RefreshedSession(person.Name, session.ExpiresAt), false);
    }

    // The session's row is the lock: of two refreshes at once the second sees what the first did.
    private static async Task<(SessionRow Session, RefreshTokenRow Token, PersonRow Person)?> LockAsync(
        UnitOfWork work, byte[] hash, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT s.id FROM sessions s JOIN refresh_tokens t ON t.tenant_id = s.tenant_id AND t.session_id = s.id
            WHERE s.tenant_id = $1 AND t.token_hash = $2 FOR UPDATE OF s
            """;
        await using var command = work.Command(sql, work.Tenant, hash);
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid id)
        {
            return null;
        }

        var session = await work.Rows.Sessions.AsNoTracking().FirstAsync(s => s.TenantId == work.Tenant && s.Id == id, cancellationToken);
        var token = await work.Rows.RefreshTokens.FirstAsync(t => t.TenantId == work.Tenant && t.TokenHash == hash, cancellationToken);
        var person = await work.Rows.People.AsNoTracking().FirstAsync(p => p.TenantId == work.Tenant && p.Id == session.PersonId, cancellationToken);
        return (session, token, person);
    }

    private static Task<RefreshTokenRow?> UnusedSuccessorAsync(UnitOfWork work, RefreshTokenRow token, CancellationToken cancellationToken) =>
        work.Rows.RefreshTokens.FirstOrDefaultAsync(
            t => t.TenantId == work.Tenant && t.SessionId == token.SessionId && t.PreviousHash == token.TokenHash && t.UsedAt == null, cancellationToken);

    private static async Task ForgetExpiredKeysAsync(UnitOfWork work, SessionRow session, DateTimeOffset now, CancellationToken cancellationToken) =>
        await work.ExecuteAsync(
            "DELETE FROM api_keys WHERE tenant_id = $1 AND session_id = $2 AND expires_at < $3", cancellationToken, work.Tenant, session.Id, now);
}
