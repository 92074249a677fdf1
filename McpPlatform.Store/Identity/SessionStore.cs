using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace McpPlatform.Store.Identity;

/// <summary>Sign-in links, invitations as they are accepted, and the sessions that begin with either.</summary>
internal sealed class SessionStore(PlatformDatabase database, RecognisedKeys recognised, TimeProvider time) : ISessionStore
{
    public async Task AddLinkAsync(
        Principal by, Guid? known, string name, IReadOnlyList<Role> roles, ReadOnlyMemory<byte> tokenHash, DateTimeOffset expiresAt,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var id = known ?? await AddIfNewAsync(work, by, new InvitePerson(name, roles), now, cancellationToken)
            ?? throw new ConflictException($"Another person named '{name}' was added just now. Ask again for a link to sign in as that one.");
        work.Rows.Add(new SignInLinkRow
        {
            TenantId = by.Tenant, TokenHash = tokenHash.ToArray(), PersonId = id, CreatedAt = now, ExpiresAt = expiresAt.AsStored(),
        });
        await work.RecordAsync(by, EventTypes.SignInLinkCreated, $"person/{id}", now, cancellationToken, ("name", name));
        await work.CommitAsync(cancellationToken);
    }

    public async Task<string?> BeginAsync(ReadOnlyMemory<byte> tokenHash, NewSession session, CancellationToken cancellationToken)
    {
        // The update itself decides who was first: two at once cannot both find the token unused.
        const string sql = """
            UPDATE sign_in_links SET used_at = $3
            WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3 RETURNING person_id
            """;
        ArgumentNullException.ThrowIfNull(session);
        var now = time.Now();
        var hash = tokenHash.ToArray();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var tenant = await work.Rows.SignInLinks.Where(l => l.TokenHash == hash).Select(l => l.TenantId).FirstOrDefaultAsync(cancellationToken);
        if (!await ActForAsync(work, tenant, cancellationToken))
        {
            return null;
        }

        await using var use = work.Command(sql, work.Tenant, hash, now);
        return await use.ExecuteScalarAsync(cancellationToken) is Guid person ? await BeginAsync(work, person, session, now, cancellationToken) : null;
    }

    public async Task<string?> AcceptAsync(ReadOnlyMemory<byte> tokenHash, NewSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var now = time.Now();
        var hash = tokenHash.ToArray();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var tenant = await work.Rows.Invitations.Where(i => i.TokenHash == hash).Select(i => i.TenantId).FirstOrDefaultAsync(cancellationToken);
        if (!await ActForAsync(work, tenant, cancellationToken) || await CloseAsync(work, hash, now, cancellationToken) is not { } invited)
        {
            return null;
        }

        var by = new Principal(work.Tenant, "invitation", invited.Name, PrincipalKind.Person, []);
        return await AddIfNewAsync(work, by, invited, now, cancellationToken) is { } person
            ? await BeginAsync(work, person, session, now, cancellationToken)
            : null;
    }

    public async Task<string?> EnterAsync(Principal person, NewSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(session);
        if (await ProviderPerson.FindOrAddAsync(database, recognised, person, time.Now(), cancellationToken) is not { } id)
        {
            return null;
        }

        await using var work = await database.BeginAsync(person.Tenant, cancellationToken);
        return await BeginAsync(work, id, session, time.Now(), cancellationToken);
    }

    public async Task<RefreshedSession?> RefreshAsync(ReadOnlyMemory<byte> tokenHash, NewSession next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        var hash = tokenHash.ToArray();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var tenant = await work.Rows.RefreshTokens.Where(t => t.TokenHash == hash).Select(t => t.TenantId).FirstOrDefaultAsync(cancellationToken);
        if (!await ActForAsync(work, tenant, cancellationToken))
        {
            return null;
        }

        var rotation = await RefreshRotation.OfAsync(work, hash, next, time.Now(), cancellationToken);
        await (rotation.SessionEnded ? recognised.CommitAsync(work, cancellationToken) : work.CommitAsync(cancellationToken));
        return rotation.Session;
    }

    public async Task EndAsync(Principal by, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var hash = keyHash.ToArray();
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var key = await work.Rows.ApiKeys.AsNoTracking().FirstOrDefaultAsync(k => k.TenantId == by.Tenant && k.KeyHash == hash, cancellationToken);
        if (key?.SessionId is { } session)
        {
            await SessionEnding.OfAsync(work, session, now, cancellationToken);
            await work.RecordAsync(by, EventTypes.SignedOut, $"person/{key.PersonId}", now, cancellationToken, ("session", session.ToString()));
            await recognised.CommitAsync(work, cancellationToken);
        }
    }

    private static async Task<bool> ActForAsync(UnitOfWork work, string? tenant, CancellationToken cancellationToken)
    {
        if (tenant is null || !await TenantStanding.IsActiveAsync(work, tenant, cancellationToken))
        {
            return false;
        }

        await work.ActForAsync(tenant, cancellationToken);
        return true;
    }

    private static async Task<string?> BeginAsync(
        UnitOfWork work, Guid person, NewSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Not tracked: the row may have been added by plain SQL in this transaction.
        var row = await work.Rows.People.AsNoTracking().FirstOrDefaultAsync(p => p.TenantId == work.Tenant && p.Id == person, cancellationToken);
        if (row is not { SuspendedAt: null })
        {
            return null;
        }

        await ForgetOldAsync(work, person, now, cancellationToken);
        var begun = new SessionRow { TenantId = work.Tenant, Id = Guid.CreateVersion7(now), PersonId = person, CreatedAt = now, ExpiresAt = session.EndsAt.AsStored() };
        await work.ExecuteAsync(
            "INSERT INTO sessions (tenant_id, id, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)", cancellationToken,
            begun.TenantId, begun.Id, begun.PersonId, begun.CreatedAt, begun.ExpiresAt);
        work.Rows.Add(SessionParts.Key(begun, row.Name, session, now));
        work.Rows.Add(SessionParts.Token(begun, session, null));
        var principal = KeyMapping.Of(row);
        await work.RecordAsync(principal, EventTypes.SignedIn, $"person/{person}", now, cancellationToken, ("session", begun.Id.ToString()));
        await work.CommitAsync(cancellationToken);
        return row.Name;
    }

    // What ended long ago is of no more use; events tell of it.
    private static async Task ForgetOldAsync(UnitOfWork work, Guid person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(
            "DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2 AND expires_at < $3", cancellationToken, work.Tenant, person, now);
        await work.ExecuteAsync(
            "DELETE FROM sign_in_links WHERE tenant_id = $1 AND person_id = $2 AND expires_at < $3", cancellationToken, work.Tenant, person, now);
    }

    /// <returns>The new person's id; <see langword="null"/> where the name is known.</returns>
    private static async Task<Guid?> AddIfNewAsync(UnitOfWork work, Principal by, InvitePerson person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO people (tenant_id, id, name, email, roles, created_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id, name) DO NOTHING
            """;
        var (id, roles) = (Guid.CreateVersion7(now), KeyMapping.Stored(person.Roles));
        var email = new NpgsqlParameter { Value = (object?)person.Email ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
        if (await work.ExecuteAsync(sql, cancellationToken, work.Tenant, id, person.Name, email, roles, now) == 0)
        {
            return null;
        }

        await work.RecordAsync(
            by, EventTypes.PersonAdded, $"person/{id}", now, cancellationToken, ("name", person.Name), ("roles", string.Join(' ', roles)));
        return id;
    }

    private static async Task<InvitePerson?> CloseAsync(UnitOfWork work, byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE invitations SET closed_at = $3
            WHERE tenant_id = $1 AND token_hash = $2 AND closed_at IS NULL AND expires_at > $3 RETURNING name, roles, email
            """;
        await using var command = work.Command(sql, work.Tenant, hash, now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new InvitePerson(
                reader.GetString(0), [.. reader.GetFieldValue<string[]>(1).Select(StoredName.Read<Role>)], await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2))
            : null;
    }
}
