using System.Text.RegularExpressions;
using McpPlatform.Core.Tools;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Tools;

/// <summary>
/// Full text for what words mean; where that finds little, trigrams for what they look like. Any of the words may fit: agents ask in sentences.
/// Of a few words tools that hold two come first. Ranks weigh the name most, then the description, the server, and the arguments.
/// </summary>
internal sealed partial class ToolSearch(PlatformDatabase database) : IToolSearch
{
    private const int MaxQuery = 1_000;
    private const int MaxWords = 20;
    private const int MaxLimit = 500;
    private const int Few = 3;

    private const string ByMeaning = "SELECT * FROM tools_by_meaning($1, $2, $3)";
    private const string ByLooks = "SELECT * FROM tools_by_looks($1, $2, $3)";

    public async Task<IReadOnlyList<FoundTool>> FindAsync(
        string tenant, string query, IReadOnlyCollection<string>? servers, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = string.Join(' ', Word().Matches(query[..Math.Min(query.Length, MaxQuery)].ToLowerInvariant()).Select(w => w.Value).Distinct().Take(MaxWords));
        if (words.Length == 0)
        {
            return [];
        }

        var most = Math.Clamp(limit, 1, MaxLimit);
        var found = await ReadAsync(tenant, ByMeaning, words, servers, most, cancellationToken);

        // Comparing looks is dear, and what words mean is the better guide while it finds something.
        return found.Count >= Few
            ? found
            : [.. found, .. (await ReadAsync(tenant, ByLooks, words, servers, most, cancellationToken)).ExceptBy(found.Select(Key), Key).Take(most - found.Count)];
    }

    private Task<List<FoundTool>> ReadAsync(
        string tenant, string sql, string words, IReadOnlyCollection<string>? servers, int most, CancellationToken cancellationToken) => database.ReadAsync(
        tenant, sql, static row => new FoundTool(row.GetString(0), row.GetString(1), row.GetDouble(2), row.GetDouble(3)), cancellationToken,
        words, servers is null ? DBNull.Value : servers.ToArray(), most);

    private static (string, string) Key(FoundTool tool) => (tool.Upstream, tool.Name);

    public async Task AddAsync(string tenant, IReadOnlyList<ToolOutcomes> outcomes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        await using var work = await database.BeginAsync(tenant, cancellationToken);

        // Every thousandth call halves what came before it; in order of the key, so that two gateways do not wait for each other.
        await work.ExecuteAsync(
            """
            UPDATE tool_search s SET calls = s.calls * d.stays + d.calls, failures = s.failures * d.stays + d.failures
            FROM (
                SELECT o.*, power(0.5, o.calls / 1000.0) AS stays FROM tool_search t
                JOIN unnest($2::text[], $3::text[], $4::int[], $5::int[]) AS o (upstream, name, calls, failures) USING (upstream, name)
                WHERE t.tenant_id = $1 ORDER BY o.upstream, o.name FOR UPDATE OF t) d
            WHERE s.tenant_id = $1 AND s.upstream = d.upstream AND s.name = d.name
            """,
            cancellationToken, tenant, outcomes.Select(o => o.Upstream).ToArray(), outcomes.Select(o => o.Name).ToArray(),
            outcomes.Select(o => o.Calls).ToArray(), outcomes.Select(o => o.Failures).ToArray());
        await work.CommitAsync(cancellationToken);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]{1,40}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
