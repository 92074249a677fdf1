using System.Text;

namespace McpPlatform.Benchmarks.Calls.Upstream;

/// <summary>What the upstream answers with, each behind an id.</summary>
internal static class BenchAnswers
{
    private const string Capabilities = """ "capabilities":{"tools":{}},"serverInfo":{"name":"bench","version":"1"} """;
    private const string Caching = ""","ttlMs":3600000,"cacheScope":"private" """;

    private static readonly Dictionary<(Variant Variant, bool IsPlanted), byte[]> Results =
        Variant.All.SelectMany(v => new[] { (v, false), (v, true) }).ToDictionary(r => r, r => ResultOf(r.v, r.Item2));

    /// <param name="method">The method.</param>
    /// <param name="modern">In which era.</param>
    /// <param name="body">The request.</param>
    /// <param name="server">Which of many servers is asked; <see langword="null"/> for the one whose tools are called.</param>
    public static ReadOnlyMemory<byte> For(string method, bool modern, ReadOnlySpan<byte> body, int? server = null) => (method, modern) switch
    {
        ("tools/list", true) when server is { } number => List(modern, "tools", ManyTools.Definitions(number)),
        ("tools/call", _) => ResultOfCall(modern, body),
        ("server/discover", true) => Result($"""{Complete(true)}"supportedVersions":["2026-07-28"],{Capabilities}{Caching}"""),
        ("initialize", false) => Result($"""  "protocolVersion":"{VersionIn(body)}",{Capabilities}"""),
        ("tools/list", _) => List(modern, "tools", string.Join(',', Enumerable.Range(0, Variant.Tools).Select(number => Tool(new Variant(modern, 0).Tool(number))))),
        ("prompts/list", _) => List(modern, "prompts", ""),
        ("resources/list", _) => List(modern, "resources", ""),
        ("resources/templates/list", _) => List(modern, "resourceTemplates", ""),
        _ => Encoding.UTF8.GetBytes(""","error":{"code":-32601,"message":"There is no such method."}}"""),
    };

    // Gateways of others speak older revisions, and go away from one that answers with another.
    private static string VersionIn(ReadOnlySpan<byte> initialize)
    {
        var mark = "\"protocolVersion\":\""u8;
        return Encoding.ASCII.GetString(initialize.Slice(initialize.IndexOf(mark) + mark.Length, "2025-11-25".Length));
    }

    private static byte[] ResultOfCall(bool modern, ReadOnlySpan<byte> body) =>
        Results[(new Variant(modern, body.IndexOf("\"bytes\":65536"u8) >= 0 ? 65_536 : 1_024), body.IndexOf("\"planted\":1"u8) >= 0)];

    private static byte[] ResultOf(Variant variant, bool isPlanted) =>
        Result($$"""{{Complete(variant.Modern)}}"content":[{"type":"text","text":"{{Encoding.ASCII.GetString(BenchText.Of(variant.Bytes).Bytes(isPlanted))}}"}]""");

    private static byte[] List(bool modern, string member, string items) =>
        Result($"""{Complete(modern)}"{member}":[{items}]{(modern ? Caching : "")}""");

    private static string Tool(string name) =>
        $$$$$"""{"name":"{{{{{name}}}}}","inputSchema":{"type":"object","properties":{"bytes":{"type":"integer"},"planted":{"type":"integer"},"n":{"type":"integer"}}}}""";

    private static string Complete(bool modern) => modern ? """ "resultType":"complete",""" : "";

    private static byte[] Result(string members) => Encoding.UTF8.GetBytes($$$""","result":{{{{members}}}}}""");
}
