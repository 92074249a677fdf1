using System.Text.Json;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Events;

/// <summary>Adds events to a unit of work: they happened exactly if it commits. The sequencer gives them their place afterwards.</summary>
internal static class EventRecording
{
    public static Task RecordAsync(
        this UnitOfWork work, Principal by, string type, string subject, DateTimeOffset at, CancellationToken cancellationToken,
        params ReadOnlySpan<(string Key, string Value)> data) =>
        work.RecordAsync([new NewEvent(type, subject, by.Name, at, Map(data))], cancellationToken);

    public static async Task RecordAsync(this UnitOfWork work, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        const string sql = """
            INSERT INTO event_inbox (tenant_id, type, subject, actor, occurred_at, data)
            SELECT $1, type, subject, actor, at, data::json
            FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) WITH ORDINALITY AS e (type, subject, actor, at, data, n)
            ORDER BY n
            """;
        await work.ExecuteAsync(
            sql, cancellationToken, work.Tenant, events.Select(e => e.Type).ToArray(), events.Select(e => e.Subject).ToArray(),
            events.Select(e => e.Actor).ToArray(), events.Select(e => e.At).ToArray(), events.Select(Data).ToArray());
        await work.ExecuteAsync("SELECT pg_notify($1, '')", cancellationToken, Channels.EventsPending);
    }

    public static Dictionary<string, string> Map(params ReadOnlySpan<(string Key, string Value)> data)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in data)
        {
            map.Add(key, value);
        }

        return map;
    }

    private static string Data(NewEvent e) => JsonSerializer.Serialize(e.Data, ContractsJson.Default.IReadOnlyDictionaryStringString);
}

/// <summary>An event that has no place in the log yet.</summary>
internal sealed record NewEvent(string Type, string Subject, string Actor, DateTimeOffset At, IReadOnlyDictionary<string, string> Data);
