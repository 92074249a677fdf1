using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>People and invitations. A change to a person is in force everywhere when it is committed.</summary>
internal sealed class PeopleStore(PlatformDatabase database, RecognisedKeys recognised, TimeProvider time) : IPeopleStore
{
    private static readonly string Administrator = StoredName.Of(Role.Administrator);

    public async Task<Page<PersonInfo>> ListAsync(string tenant, string? name, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Name(page) ?? "";
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.People.AsNoTracking()
            .Where(p => p.TenantId == tenant && (name == null || p.Name == name) && p.Name.CompareTo(after) > 0)
            .OrderBy(p => p.Name).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, KeyMapping.Info, p => p.Name);
    }

    public async Task<PersonInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await RowAsync(work, id, cancellationToken) is { } row ? KeyMapping.Info(row) : null;
    }

    public Task<PersonInfo?> ChangeRolesAsync(Principal by, Guid id, IReadOnlyList<Role> roles, CancellationToken cancellationToken) =>
        ChangeAsync(by, id, losesAdministration: !roles.Contains(Role.Administrator), async (work, person) =>
        {
            var (before, after) = (string.Join(' ', person.Roles), KeyMapping.Stored(roles));
            person.Roles = after;
            await work.RecordAsync(
                by, EventTypes.PersonRolesChanged, Subject(id), time.Now(), cancellationToken,
                ("name", person.Name), ("before", before), ("after", string.Join(' ', after)));
        }, cancellationToken);

    public Task<PersonInfo?> SuspendAsync(Principal by, Guid id, bool suspended, CancellationToken cancellationToken) =>
        ChangeAsync(by, id, losesAdministration: suspended, async (work, person) =>
        {
            if (person.SuspendedAt is not null == suspended)
            {
                return;
            }

            var now = time.Now();
            person.SuspendedAt = suspended ? now : null;
            var type = suspended ? EventTypes.PersonSuspended : EventTypes.PersonReinstated;
            await SessionEnding.OfPersonAsync(work, id, now, cancellationToken);
            await work.RecordAsync(by, type, Subject(id), now, cancellationToken, ("name", person.Name));
        }, cancellationToken);

    public async Task<bool> RemoveAsync(Principal by, Guid id, CancellationToken cancellationToken) =>
        await ChangeAsync(by, id, losesAdministration: true, async (work, person) =>
        {
            var now = time.Now();
            await SessionEnding.OfPersonAsync(work, id, now, cancellationToken);
            await work.ExecuteAsync(
                "UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND person_id = $2 AND revoked_at IS NULL", cancellationToken,
                work.Tenant, id, now);
            work.Rows.Remove(person);
            await work.RecordAsync(by, EventTypes.PersonRemoved, Subject(id), now, cancellationToken, ("name", person.Name));
        }, cancellationToken) is not null;

    public async Task<InvitationInfo> InviteAsync(
        Principal by, InvitePerson person, ReadOnlyMemory<byte> tokenHash, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(person);
        var now = time.Now();
        var row = new InvitationRow
        {
            TenantId = by.Tenant, Id = Guid.CreateVersion7(now), TokenHash = tokenHash.ToArray(), Name = person.Name, Email = person.Email,
            Roles = KeyMapping.Stored(person.Roles), InvitedBy = by.Name, CreatedAt = now, ExpiresAt = expiresAt.AsStored(),
        };
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await RequireFreeAsync(work, person.Name, now, cancellationToken);
        work.Rows.Add(row);
        await work.RecordAsync(
            by, EventTypes.PersonInvited, $"invitation/{row.Id}", now, cancellationToken, ("name", row.Name), ("roles", string.Join(' ', row.Roles)));
        await work.CommitAsync(cancellationToken);
        return KeyMapping.Info(row);
    }

    public async Task<Page<InvitationInfo>> ListInvitationsAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        var now = time.Now();
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.Invitations.AsNoTracking()
            .Where(i => i.TenantId == tenant && i.ClosedAt == null && i.ExpiresAt > now && (after == null || i.Id < after))
            .OrderByDescending(i => i.Id).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, KeyMapping.Info, i => i.Id.ToString());
    }

    public async Task<bool> RevokeInvitationAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);

        // The update itself decides between this and an acceptance at the same time.
        var closed = await work.ExecuteAsync(
            "UPDATE invitations SET closed_at = $3 WHERE tenant_id = $1 AND id = $2 AND closed_at IS NULL AND expires_at > $3", cancellationToken,
            by.Tenant, id, now);
        if (closed == 1)
        {
            await work.RecordAsync(by, EventTypes.InvitationRevoked, $"invitation/{id}", now, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return closed == 1;
    }

    private async Task<PersonInfo?> ChangeAsync(
        Principal by, Guid id, bool losesAdministration, Func<UnitOfWork, PersonRow, Task> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var administrators = await LockAdministratorsAsync(work, cancellationToken);
        if (await RowAsync(work, id, cancellationToken) is not { } person)
        {
            return null;
        }

        if (losesAdministration && administrators is [var last] && last == id)
        {
            throw new ConflictException($"'{person.Name}' is the last active administrator. Make someone else an administrator first.");
        }

        await change(work, person);
        await recognised.CommitAsync(work, cancellationToken);
        return KeyMapping.Info(person);
    }

    // Locked in one order: of two who take the last two administrators away at the same time, the second finds one left.
    private static async Task<List<Guid>> LockAdministratorsAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        const string sql = "SELECT id FROM people WHERE tenant_id = $1 AND $2 = ANY (roles) AND suspended_at IS NULL ORDER BY id FOR UPDATE";
        await using var command = work.Command(sql, work.Tenant, Administrator);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static Task<PersonRow?> RowAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken) =>
        work.Rows.People.FirstOrDefaultAsync(p => p.TenantId == work.Tenant && p.Id == id, cancellationToken);

    private static async Task RequireFreeAsync(UnitOfWork work, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await work.Rows.People.AnyAsync(p => p.TenantId == work.Tenant && p.Name == name, cancellationToken))
        {
            throw new ConflictException($"There is a person named '{name}' already. 'mcpp people list' shows them.");
        }

        if (await work.Rows.Invitations.AnyAsync(
            i => i.TenantId == work.Tenant && i.Name == name && i.ClosedAt == null && i.ExpiresAt > now, cancellationToken))
        {
            throw new ConflictException($"'{name}' is invited already. Revoke that invitation to make another.");
        }
    }

    private static string Subject(Guid id) => $"person/{id}";
}
