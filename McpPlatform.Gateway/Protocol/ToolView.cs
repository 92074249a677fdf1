namespace McpPlatform.Gateway.Protocol;

/// <summary>
/// Which tools of servers behind the gateway an agent wants to see in lists. It says so in the address it is given: <c>/mcp?tools=search</c> for
/// none, since it finds them by words; <c>/mcp?servers=wiki,tickets</c> or <c>/mcp?tags=docs</c> for some. What it may call is not changed by it.
/// </summary>
/// <param name="Search">Whether tools of servers are found by words only.</param>
/// <param name="Servers">Only tools of these servers; empty for all.</param>
/// <param name="Tags">Only tools of servers with one of these tags; empty for all.</param>
internal sealed record ToolView(bool Search, IReadOnlyList<string> Servers, IReadOnlyList<string> Tags)
{
    private const int MostValues = 100;

    /// <summary>All tools.</summary>
    public static readonly ToolView All = new(Search: false, [], []);

    /// <summary>What the query of an address asks for.</summary>
    /// <exception cref="McpErrorException">It asks for something else.</exception>
    public static ToolView Of(HttpRequest request) => request.QueryString.HasValue ? Read(request.Query) : All;

    /// <summary>Whether an agent wants to see what a server offers.</summary>
    public bool Shows(string server, IReadOnlyList<string> tags) =>
        !Search && (Servers.Count == 0 || Servers.Contains(server)) && (Tags.Count == 0 || Tags.Intersect(tags).Any());

    private static ToolView Read(IQueryCollection query) => new(
        query["tools"].ToString() switch
        {
            "" or "all" => false,
            "search" => true,
            _ => throw new McpErrorException(ErrorCodes.InvalidRequest, "'tools' in the address is 'all' or 'search'."),
        },
        Values(query, "servers"),
        Values(query, "tags"));

    private static string[] Values(IQueryCollection query, string name)
    {
        var values = query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return values.Length <= MostValues ? values
            : throw new McpErrorException(ErrorCodes.InvalidRequest, $"'{name}' in the address names at most {MostValues}.");
    }
}
