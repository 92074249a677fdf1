using System.Collections.Concurrent;
using System.Globalization;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Audit;

/// <summary>The days of the audit, each a partition: made before records come, dropped when all of them are old enough.</summary>
internal sealed class CallDays(PlatformDatabase database, TimeProvider time)
{
    private readonly ConcurrentDictionary<DateOnly, bool> standing = new();

    public async Task PrepareAsync(DateOnly first, int days, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await work.ExecuteAsync("SELECT call_audit_prepare($1, $2)", cancellationToken, first, days);
        await work.CommitAsync(cancellationToken);
        for (var day = 0; day < days; day++)
        {
            standing[first.AddDays(day)] = true;
        }
    }

    /// <summary>Makes days where they are missing, so that no clock keeps a record from being stored.</summary>
    public async Task EnsureAsync(IReadOnlyCollection<DateOnly> days, CancellationToken cancellationToken)
    {
        foreach (var day in days.Where(d => !standing.ContainsKey(d)))
        {
            await PrepareAsync(day, 1, cancellationToken);
        }
    }

    /// <summary>After a failure: the day may have been dropped by another gateway.</summary>
    public void Forget() => standing.Clear();

    public async Task<IReadOnlyList<ExpiredDay>> ExpireAsync(DateTimeOffset before, string actor, CancellationToken cancellationToken)
    {
        var dropped = new List<ExpiredDay>();
        while (await ExpireOneAsync(before, actor, cancellationToken) is { } day)
        {
            standing.TryRemove(day.Day, out _);
            dropped.Add(day);
        }

        return dropped;
    }

    /// <summary>Drops the attributes of whole days that lie before a moment.</summary>
    public async Task<IReadOnlyList<DateOnly>> ExpireAttributesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var dropped = new List<DateOnly>();
        while (await ExpireAttributesOnceAsync(before, cancellationToken) is { } day)
        {
            standing.TryRemove(day, out _);
            dropped.Add(day);
        }

        return dropped;
    }

    private async Task<DateOnly?> ExpireAttributesOnceAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command("SELECT call_attributes_expire($1)", before.AsStored());
        DateOnly? day;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            day = await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateOnly>(0) : null;
        }

        await work.CommitAsync(cancellationToken);
        return day;
    }

    // One day a transaction: whoever writes waits for one dropping at most.
    private async Task<ExpiredDay?> ExpireOneAsync(DateTimeOffset before, string actor, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        if (await DropAsync(work, before, cancellationToken) is not { } day)
        {
            return null;
        }

        await work.ActForAsync(Tenants.Default, cancellationToken);
        var text = day.Day.ToString("O", CultureInfo.InvariantCulture);
        var data = EventRecording.Map(("day", text), ("records", day.Records.ToString(CultureInfo.InvariantCulture)));
        await work.RecordAsync([new NewEvent(EventTypes.AuditExpired, $"audit/{text}", actor, time.Now(), data)], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return day;
    }

    private static async Task<ExpiredDay?> DropAsync(UnitOfWork work, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = work.Command("SELECT day, records FROM call_audit_expire($1)", before.AsStored());

        // To find the runs without gap of a busy day takes its time; only waiting for locks is limited.
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new ExpiredDay(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1)) : null;
    }
}
