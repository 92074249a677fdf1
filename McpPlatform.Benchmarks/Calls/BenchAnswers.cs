using System.Text;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What the upstream answers with, each behind an id.</summary>
internal static class BenchAnswers
{
    private const string Capabilities = """ "capabilities":{"tools":{}},"serverInfo":{"name":"bench","version":"1"} """;
    private const string Caching = ""","ttlMs":3600000,"cacheScope":"private" """;

    private static readonly Dictionary<Variant, byte[]> Results = Variant.All.ToDictionary(v => v, ResultOf);

    public static ReadOnlyMemory<byte> For(HttpResponse response, string method, bool modern, byte[] body)
    {
        if (method == "initialize" && !modern)
        {
            response.Headers["Mcp-Session-Id"] = Guid.CreateVersion7().ToString("N");
        }

        return (method, modern) switch
        {
            ("tools/call", _) => Results[new Variant(modern, body.AsSpan().IndexOf("\"bytes\":65536"u8) >= 0 ? 65_536 : 1_024)],
            ("server/discover", true) => Result($"""{Complete(true)}"supportedVersions":["2026-07-28"],{Capabilities}{Caching}"""),
            ("initialize", false) => Result($"""  "protocolVersion":"2025-11-25",{Capabilities}"""),
            ("tools/list", _) => List(modern, "tools", Tool(new Variant(modern, 0).Tool)),
            ("prompts/list", _) => List(modern, "prompts", ""),
            ("resources/list", _) => List(modern, "resources", ""),
            ("resources/templates/list", _) => List(modern, "resourceTemplates", ""),
            _ => Encoding.UTF8.GetBytes(""","error":{"code":-32601,"message":"There is no such method."}}"""),
        };
    }

    private static byte[] ResultOf(Variant variant) =>
        Result($$"""{{Complete(variant.Modern)}}"content":[{"type":"text","text":"{{new string('x', variant.Bytes)}}"}]""");

    private static byte[] List(bool modern, string member, string items) =>
        Result($"""{Complete(modern)}"{member}":[{items}]{(modern ? Caching : "")}""");

    private static string Tool(string name) =>
        $$$$$"""{"name":"{{{{{name}}}}}","inputSchema":{"type":"object","properties":{"bytes":{"type":"integer"}}}}""";

    private static string Complete(bool modern) => modern ? """ "resultType":"complete",""" : "";

    private static byte[] Result(string members) => Encoding.UTF8.GetBytes($$$""","result":{{{{members}}}}}""");
}
