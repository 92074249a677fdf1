using System.Text;

namespace McpPlatform.Store.Events;

/// <summary>The payload of an <c>events</c> notification: which subjects have news, so that a thousand readers of other runs stay asleep.</summary>
internal static class WokenSubjects
{
    // PostgreSQL takes less than 8,000 bytes. Longer lists become the empty payload: everyone looks.
    private const int MostBytes = 7_900;
    private const char Line = '\n';
    private const char Tab = '\t';

    public static string Write(IEnumerable<(string Tenant, string Subject)> news)
    {
        var payload = string.Join(Line, news.Distinct().Select(n => $"{n.Tenant}{Tab}{n.Subject}"));
        return Encoding.UTF8.GetByteCount(payload) <= MostBytes ? payload : "";
    }

    public static bool Wakes(string payload, string tenant, string? subject) =>
        payload.Length == 0
        || payload.Split(Line).Any(l => subject is null ? l.StartsWith(tenant + Tab, StringComparison.Ordinal) : l == $"{tenant}{Tab}{subject}");
}
