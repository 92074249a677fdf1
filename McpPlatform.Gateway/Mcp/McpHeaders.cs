using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Gateway.Mcp;

/// <summary>What the HTTP headers of an MCP request say, and whether they agree with its body.</summary>
internal static class McpHeaders
{
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";
    private const string MethodHeader = "Mcp-Method";
    private const string NameHeader = "Mcp-Name";
    private const string StatelessVersion = "2026-07-28";

    /// <summary>Versions served, newest first.</summary>
    public static readonly string[] Versions = [StatelessVersion, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    public static string Version(HttpRequest request) => request.Headers[VersionHeader].ToString();

    public static string SessionId(HttpRequest request) => request.Headers[SessionHeader].ToString();

    public static bool IsKnown(string version) => Versions.Contains(version);

    /// <summary>Whether the version has no sessions: each request carries all it needs.</summary>
    public static bool IsStateless(string version) => version == StatelessVersion;

    /// <summary>The status to refuse a POST with; <see langword="null"/> when its media types are acceptable.</summary>
    public static int? RefusePost(HttpRequest request)
    {
        var accepts = request.GetTypedHeaders().Accept;
        return !request.HasJsonContentType() ? StatusCodes.Status415UnsupportedMediaType
            : Accepts(accepts, "application/json") && Accepts(accepts, "text/event-stream") ? null
            : StatusCodes.Status406NotAcceptable;
    }

    /// <summary>How headers and body of a stateless request differ; <see langword="null"/> when they agree. Intermediaries route by the headers.</summary>
    public static string? Mismatch(HttpRequest request, JsonRpcMessage message)
    {
        if (message is not JsonRpcRequest call)
        {
            return null;
        }

        if (request.Headers[MethodHeader].ToString() != call.Method)
        {
            return $"'{MethodHeader}' must be the method of the body.";
        }

        var field = call.Method switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        return field is null || request.Headers[NameHeader].ToString() == Text(call.Params, field)
            ? null
            : $"'{NameHeader}' must be the '{field}' of the body.";
    }

    /// <summary>Answers an unknown version, or one without sessions, with the newest that has them, as the handshake wants it.</summary>
    public static void NegotiateDown(JsonRpcRequest initialize)
    {
        if (initialize.Params is JsonObject map && Text(map, "protocolVersion") is { } asked && (IsStateless(asked) || !IsKnown(asked)))
        {
            map["protocolVersion"] = Versions.First(v => !IsStateless(v));
        }
    }

    private static string? Text(JsonNode? parameters, string field) =>
        parameters is JsonObject map && map[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Accepts(IList<MediaTypeHeaderValue> accepts, string type) =>
        accepts.Any(a => a.MatchesMediaType(type));
}
