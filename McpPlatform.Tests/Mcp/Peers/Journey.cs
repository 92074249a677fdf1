using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Transports;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>What a client of others saw on its way through all that server-everything can do.</summary>
/// <param name="Lines">One JSON object per observation, in order.</param>
internal sealed partial record Journey(IReadOnlyList<string> Lines)
{
    public const string Legacy = "legacy.mjs";
    public const string Modern = "modern.mjs";

    // A client that waits for something that never comes fails its test, not the whole run.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Sends a client on its way.</summary>
    /// <param name="script">The client.</param>
    /// <param name="address">The endpoint it speaks to.</param>
    /// <param name="cancellationToken">Ends the journey.</param>
    /// <param name="prefix">What the server's names begin with there.</param>
    /// <param name="key">The key it needs there.</param>
    /// <param name="over">The transport.</param>
    public static async Task<Journey> OfAsync(
        string script, Uri address, CancellationToken cancellationToken, string prefix = "", string? key = null, string over = "http")
    {
        var start = await PeerPackages.NodeAsync([PeerPackages.Script(script), address.AbsoluteUri, prefix, over], cancellationToken);
        start.Environment["MCP_KEY"] = key;
        start.Environment["MCPP"] = StdioAgent.Mcpp;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var run = await CommandRun.OfAsync(start, patience.Token);
        return run.Code == 0
            ? new([.. run.Output.Split('\n').Where(line => line.StartsWith('{'))])
            : throw new InvalidOperationException($"{script} did not come to its end:\n{run.Output}");
    }

    /// <summary>What it saw under a name, the first time.</summary>
    public JsonNode First(string saw) => Seen(saw).First();

    /// <summary>All it saw under a name, in order.</summary>
    public IEnumerable<JsonNode> Seen(string saw) =>
        Lines.Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["saw"] == saw).Select(line => line["what"]!);

    /// <summary>The same up to what it saw under a name.</summary>
    public Journey Until(string saw) => new([.. Lines.TakeWhile(line => (string?)JsonNode.Parse(line)!["saw"] != saw)]);

    /// <summary>The same without what it saw under a name.</summary>
    public Journey WithoutSeen(string saw) => new([.. Lines.Where(line => (string?)JsonNode.Parse(line)!["saw"] != saw)]);

    /// <summary>The same without what names sessions.</summary>
    public Journey WithoutSessions() => new([.. Lines.Select(line => SessionId().Replace(line, "session"))]);

    /// <summary>The same with the names that the server itself gave.</summary>
    public Journey WithoutPrefix(string prefix) => new([.. Lines.Select(line => line.Replace(prefix, "", StringComparison.Ordinal))]);

    /// <summary>The same without some members, and with the others in one order.</summary>
    public Journey Without(params string[] members) => new([.. Lines.Select(line => Without(JsonNode.Parse(line), members)!.ToJsonString())]);

    private static JsonNode? Without(JsonNode? node, string[] members) => node switch
    {
        JsonObject o => new JsonObject(o.Where(m => !members.Contains(m.Key)).OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, Without(m.Value, members)))),
        JsonArray a => new JsonArray([.. a.Select(item => Without(item, members))]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex SessionId();
}
