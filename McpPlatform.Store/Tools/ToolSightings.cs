using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Tools;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Tools;

/// <summary>
/// Notes what an upstream was seen to offer. Gateways that see it at once come one after the other, each from where the other left it. An
/// upstream that changes its names all the time fills neither table nor log: only the latest withdrawn tools are kept, and a review records at
/// most 100 events and how many more there were.
/// </summary>
internal sealed class ToolSightings(PlatformDatabase database, TimeProvider time)
{
    private const int MostWithdrawn = 1_000;
    private const int MostEvents = 100;
    private const string Reviewer = "gateway";

    public async Task<IReadOnlyDictionary<string, ToolPin>> SeeAsync(
        string tenant, string upstream, IReadOnlyList<SeenTool> seen, IReadOnlyList<string> gone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(gone);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        if (await LockUpstreamAsync(work, upstream, cancellationToken) is not { } registered)
        {
            return new Dictionary<string, ToolPin>();
        }

        var rows = await RowsAsync(work, upstream, [.. seen.Select(s => s.Definition.Name), .. gone], cancellationToken);
        Withdraw(gone.Select(rows.GetValueOrDefault).OfType<ToolRow>());
        var events = seen.Select(tool => See(work, registered, rows.GetValueOrDefault(tool.Definition.Name), tool)).OfType<NewEvent>().ToList();
        await RecordAsync(work, upstream, events, cancellationToken);
        await work.Rows.SaveChangesAsync(cancellationToken);
        await ForgetAsync(work, upstream, cancellationToken);
        await ToolFollowing.WakeAsync(work, upstream, cancellationToken);
        var pins = await ToolPins.ReadAsync(work, upstream, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return pins;
    }

    // Also keeps the upstream from being removed meanwhile.
    private static Task<UpstreamRow?> LockUpstreamAsync(UnitOfWork work, string upstream, CancellationToken cancellationToken) =>
        work.Rows.Upstreams.FromSql($"SELECT * FROM upstreams WHERE tenant_id = {work.Tenant} AND name = {upstream} FOR NO KEY UPDATE")
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    private static Task<Dictionary<string, ToolRow>> RowsAsync(
        UnitOfWork work, string upstream, string[] names, CancellationToken cancellationToken) =>
        work.Rows.Tools.FromSql($"SELECT * FROM tools WHERE tenant_id = {work.Tenant} AND upstream = {upstream} AND name = ANY ({names}) FOR UPDATE")
            .ToDictionaryAsync(t => t.Name, cancellationToken);

    private void Withdraw(IEnumerable<ToolRow> rows)
    {
        foreach (var row in rows)
        {
            ToolMapping.Put(row, ToolMapping.Pin(row).Withdraw());
            row.SeenAt = time.Now();
        }
    }

    /// <returns>What happened to it, where that is worth an event.</returns>
    private NewEvent? See(UnitOfWork work, UpstreamRow registered, ToolRow? row, SeenTool tool)
    {
        var now = time.Now();
        var stood = row is null ? null : ToolMapping.Pin(row);
        var stands = stood?.See(tool.Definition.Hash, now)
            ?? ToolPin.New(tool.Definition, StoredName.Read<DefinitionTrust>(registered.DefinitionTrust), tool.Findings, registered.ChangedBy, now);
        if (row is null)
        {
            work.Rows.Add(ToolMapping.New(work.Tenant, registered.Name, stands, tool, now));
        }
        else
        {
            ToolMapping.Put(row, stands, tool);
            ToolMapping.Describe(row, tool, now);
        }

        return (stood?.State, stands.State) switch
        {
            (null, ToolState.Approved) => Event(EventTypes.ToolApproved, registered.ChangedBy, "first_use"),
            (not ToolState.Quarantined, ToolState.Quarantined) => Event(EventTypes.ToolQuarantined, Reviewer, stands.Approved is null ? "new" : "changed"),
            _ => null,
        };

        NewEvent Event(string type, string actor, string why) => new(
            type, $"tool/{registered.Name}/{tool.Definition.Name}", actor, now,
            EventRecording.Map(("hash", tool.Definition.Hash), ("before", stood?.Approved?.Hash ?? ""), ("why", why)));
    }

    private async Task RecordAsync(UnitOfWork work, string upstream, List<NewEvent> events, CancellationToken cancellationToken)
    {
        var more = events.Skip(MostEvents).GroupBy(e => (e.Type, e.Actor)).Select(g => new NewEvent(
            g.Key.Type, $"upstream/{upstream}", g.Key.Actor, time.Now(),
            EventRecording.Map(("more", g.Count().ToString(CultureInfo.InvariantCulture)))));
        await work.RecordAsync([.. events.Take(MostEvents), .. more], cancellationToken);
    }

    private static Task<int> ForgetAsync(UnitOfWork work, string upstream, CancellationToken cancellationToken) => work.ExecuteAsync(
        """
        DELETE FROM tools WHERE tenant_id = $1 AND upstream = $2 AND name IN (
            SELECT name FROM tools WHERE tenant_id = $1 AND upstream = $2 AND state = 'withdrawn' ORDER BY seen_at DESC, name OFFSET $3)
        """,
        cancellationToken, work.Tenant, upstream, MostWithdrawn);
}
