using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Tests;

/// <summary>Something a client of the modern era must not do.</summary>
/// <param name="Code">The error it is to get.</param>
/// <param name="Make">Does it to a right request.</param>
internal sealed record Mistake(int Code, Action<ModernMessage> Make)
{
    private const int HeaderMismatch = -32020;
    private const int UnsupportedRevision = -32022;
    private const int InvalidParams = -32602;
    private const string Revision = "io.modelcontextprotocol/protocolVersion";
    private const string Capabilities = "io.modelcontextprotocol/clientCapabilities";
    private const string Client = "io.modelcontextprotocol/clientInfo";
    private const string LogLevel = "io.modelcontextprotocol/logLevel";

    public static IReadOnlyDictionary<string, Mistake> All { get; } = new Dictionary<string, Mistake>
    {
        ["no revision in the header"] = new(HeaderMismatch, request => request.Headers.Remove("MCP-Protocol-Version")),
        ["another revision in the header"] = new(HeaderMismatch, request => request.Headers["MCP-Protocol-Version"] = "2025-11-25"),
        ["no revision"] = new(InvalidParams, request => request.Meta.Remove(Revision)),
        ["no capabilities"] = new(InvalidParams, request => request.Meta.Remove(Capabilities)),
        ["a nameless client"] = new(InvalidParams, request => request.Meta[Client] = new JsonObject { ["version"] = "1" }),
        ["an unknown log level"] = new(InvalidParams, request => request.Meta[LogLevel] = "loud"),
        ["a fraction as progress token"] = new(InvalidParams, request => request.Meta["progressToken"] = 1.5),
        ["an unknown revision"] = new(
            UnsupportedRevision, request => request.Headers["MCP-Protocol-Version"] = (string)(request.Meta[Revision] = "2030-01-01")!),
        ["another method in the header"] = new(HeaderMismatch, request => request.Headers["Mcp-Method"] = "tools/list"),
        ["an encoded method in the header"] = new(HeaderMismatch, request => request.Headers["Mcp-Method"] = "=?base64?dG9vbHMvY2FsbA==?="),
        ["no name in the header"] = new(HeaderMismatch, request => request.Headers.Remove("Mcp-Name")),
        ["another name in the header"] = new(HeaderMismatch, request => request.Headers["Mcp-Name"] = "test_wait"),
        ["broken base64"] = new(HeaderMismatch, request => request.Headers["Mcp-Param-Region"] = "=?base64?c8O8ZA?="),
        ["a parameter nobody gave"] = new(HeaderMismatch, request => request.Params["arguments"]!.AsObject().Remove("dry")),
        ["no parameter in the header"] = new(HeaderMismatch, request => request.Headers.Remove("Mcp-Param-Limit")),
        ["another parameter in the header"] = new(HeaderMismatch, request => request.Headers["Mcp-Param-Dry"] = "false"),
        ["another nested parameter in the header"] = new(HeaderMismatch, request => request.Headers["Mcp-Param-Tenant"] = "b"),
        ["responses that are none"] = new(InvalidParams, request => request.Params["inputResponses"] = new JsonObject { ["name"] = 1 }),
        ["a state of somebody else"] = new(InvalidParams, request => request.Params["requestState"] = "e30.e30"),
    };

    /// <summary>A request with everything in it that can be wrong, and nothing wrong.</summary>
    public static ModernMessage Right() => ModernMessage.Call("test_header_parameters", Arguments()).Bent(request =>
    {
        request.Headers["Mcp-Param-Region"] = "=?base64?c8O8ZA==?=";
        request.Headers["Mcp-Param-Limit"] = "42";
        request.Headers["Mcp-Param-Dry"] = "true";
        request.Headers["Mcp-Param-Tenant"] = "a";
    });

    private static JsonObject Arguments() =>
        new() { ["region"] = "süd", ["limit"] = 42, ["dry"] = true, ["owner"] = new JsonObject { ["tenant"] = "a" } };
}
