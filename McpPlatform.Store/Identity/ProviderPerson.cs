using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>People whom a provider recognises. They are known by the provider's id, and have the roles it named when they signed in last.</summary>
internal static class ProviderPerson
{
    /// <summary>The person of a provider's id, with the roles it names now; a new one where it comes for the first time.</summary>
    /// <returns>Its id; <see langword="null"/> when its tenant is none or suspended.</returns>
    public static async Task<Guid?> FindOrAddAsync(
        PlatformDatabase database, RecognisedKeys recognised, Principal person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(person.Tenant, cancellationToken);
        if (!await TenantStanding.IsActiveAsync(work, person.Tenant, cancellationToken))
        {
            return null;
        }

        var row = await work.Rows.People.FirstOrDefaultAsync(p => p.TenantId == person.Tenant && p.ExternalId == person.Id, cancellationToken);
        row = row is null ? await AddAsync(work, person, now, cancellationToken) : await ChangeAsync(work, row, person, now, cancellationToken);
        await recognised.CommitAsync(work, cancellationToken);
        return row.Id;
    }

    private static async Task<PersonRow> AddAsync(UnitOfWork work, Principal person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isTaken = await work.Rows.People.AnyAsync(p => p.TenantId == person.Tenant && p.Name == person.Name, cancellationToken);
        var row = new PersonRow
        {
            // A name somebody else has already is told apart by the provider's id.
            TenantId = person.Tenant, Id = Guid.CreateVersion7(now), Name = isTaken ? $"{person.Name} ({person.Id})" : person.Name, Roles = KeyMapping.Stored(person.Roles),
            CreatedAt = now, ExternalId = person.Id,
        };
        work.Rows.Add(row);
        await work.RecordAsync(
            person, EventTypes.PersonAdded, $"person/{row.Id}", now, cancellationToken, ("name", row.Name), ("roles", string.Join(' ', row.Roles)));
        return row;
    }

    private static async Task<PersonRow> ChangeAsync(UnitOfWork work, PersonRow row, Principal person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (before, after) = (row.Roles, KeyMapping.Stored(person.Roles));
        if (!before.SequenceEqual(after))
        {
            row.Roles = after;
            await work.RecordAsync(
                person, EventTypes.PersonRolesChanged, $"person/{row.Id}", now, cancellationToken,
                ("name", row.Name), ("before", string.Join(' ', before)), ("after", string.Join(' ', after)));
        }

        return row;
    }
}
