using System.Data.Common;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>Finds who a key stands for, from memory where it was recognised a short while ago.</summary>
internal sealed class KeyRecognition(PlatformDatabase database, RecognisedKeys recognised, TimeProvider time)
{
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    public ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        if (recognised.Find(keyHash, out var isDue) is not { } known)
        {
            return new(ReadAsync(keyHash, cancellationToken));
        }

        if (isDue)
        {
            _ = RenewAsync(keyHash);
        }

        return ValueTask.FromResult<Principal?>(known);
    }

    /// <summary>How a principal stored before stands today; <see langword="null"/> when it may no longer act.</summary>
    public async Task<Principal?> StandingAsync(Principal principal, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(principal.Tenant, cancellationToken);
        if (!await TenantStanding.IsActiveAsync(work, principal.Tenant, cancellationToken))
        {
            return null;
        }

        if (PersonPrincipal.PersonOf(principal) is { } id)
        {
            var person = await work.Rows.People.AsNoTracking()
                .FirstOrDefaultAsync(p => p.TenantId == principal.Tenant && p.Id == id && p.SuspendedAt == null, cancellationToken);
            return person is null ? null : KeyMapping.Within(KeyMapping.Of(person), principal.Scopes);
        }

        // Whom an issuer recognises may have signed in here as a person, who may have been suspended.
        return !await work.Rows.People.AnyAsync(p => p.TenantId == principal.Tenant && p.ExternalId == principal.Id && p.SuspendedAt != null, cancellationToken)
            && await HasGoodKeyAsync(work, principal, cancellationToken) ? principal : null;
    }

    // Parts of the platform act without a key; a principal whose key was replaced has another that is good.
    private async Task<bool> HasGoodKeyAsync(UnitOfWork work, Principal principal, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var good = await work.Rows.ApiKeys.Where(k => k.TenantId == principal.Tenant && k.PrincipalId == principal.Id)
            .Select(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)).ToListAsync(cancellationToken);
        return good.Count == 0 || good.Contains(true);
    }

    // Nobody waits for it. Where it fails, the next caller asks for himself, and hears what is wrong.
    private async Task RenewAsync(ReadOnlyMemory<byte> keyHash)
    {
        try
        {
            if (await ReadAsync(keyHash, CancellationToken.None) is null)
            {
                recognised.Forget(keyHash);
            }
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or InvalidOperationException)
        {
            // What is known is taken for good until its time is over.
        }
    }

    private async Task<Principal?> ReadAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        var generation = recognised.Generation;
        await using var work = await database.BeginSystemAsync(cancellationToken);
        if (await GoodKeyAsync(work, keyHash.ToArray(), cancellationToken) is not var (key, person))
        {
            return null;
        }

        await NoteUseAsync(work, key, cancellationToken);
        var principal = KeyMapping.Principal(key, person) with { GoodUntil = key.ExpiresAt };
        recognised.Keep(keyHash, principal, key.ExpiresAt, generation);
        return principal;
    }

    // A key is as good as its tenant, and one that acts for a person as good as the person: suspended or removed, it is none.
    private async Task<(ApiKeyRow Key, PersonRow? Person)?> GoodKeyAsync(UnitOfWork work, byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var key = await work.Rows.ApiKeys.AsNoTracking().FirstOrDefaultAsync(
            k => k.KeyHash == hash && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken);
        if (key is null || !await TenantStanding.IsActiveAsync(work, key.TenantId, cancellationToken))
        {
            return null;
        }

        if (key.PersonId is not { } id)
        {
            return (key, null);
        }

        var person = await work.Rows.People.AsNoTracking().FirstOrDefaultAsync(
            p => p.TenantId == key.TenantId && p.Id == id && p.SuspendedAt == null, cancellationToken);
        return person is null ? null : (key, person);
    }

    private async Task NoteUseAsync(UnitOfWork work, ApiKeyRow key, CancellationToken cancellationToken)
    {
        var now = time.Now();
        if (key.LastUsedAt is { } last && now - last < UseNotedEvery)
        {
            return;
        }

        await work.ActForAsync(key.TenantId, cancellationToken);
        await work.ExecuteAsync("UPDATE api_keys SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2", cancellationToken, key.TenantId, key.Id, now);
        if (key.PersonId is { } person)
        {
            await work.ExecuteAsync("UPDATE people SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2", cancellationToken, key.TenantId, person, now);
        }

        await work.CommitAsync(cancellationToken);
    }
}
