using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;

namespace McpPlatform.Store.Identity;

/// <summary>The key and the refresh token a session has next; neither outlives the session.</summary>
internal static class SessionParts
{
    public static ApiKeyRow Key(SessionRow session, string person, NewSession next, DateTimeOffset now) => new()
    {
        TenantId = session.TenantId, Id = Guid.CreateVersion7(now), Name = person, Kind = StoredName.Of(PrincipalKind.Person), Scopes = [],
        KeyHash = next.KeyHash.ToArray(), PrincipalId = PersonPrincipal.IdOf(session.PersonId), PersonId = session.PersonId, SessionId = session.Id,
        CreatedAt = now, ExpiresAt = Earlier(next.KeyExpiresAt, session.ExpiresAt),
    };

    public static RefreshTokenRow Token(SessionRow session, NewSession next, byte[]? previous) => new()
    {
        TenantId = session.TenantId, TokenHash = next.RefreshHash.ToArray(), SessionId = session.Id, PreviousHash = previous,
        ExpiresAt = Earlier(next.RefreshExpiresAt, session.ExpiresAt),
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => (one < other ? one : other).AsStored();
}
