using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;
using Microsoft.Net.Http.Headers;

namespace McpPlatform.Gateway.Agents;

/// <summary>What the HTTP headers of an MCP request say, and whether they agree with its body. Intermediaries route by the headers.</summary>
internal static class AgentHeaders
{
    public const string Session = "Mcp-Session-Id";
    public const string Version = "MCP-Protocol-Version";
    public const string LastEventId = "Last-Event-ID";
    private const string Method = "Mcp-Method";
    private const string Name = "Mcp-Name";
    private const string UsualContent = "application/json";
    private const string UsualAccept = "application/json, text/event-stream";

    public static string Of(HttpRequest request, string header) => request.Headers[header].ToString();

    /// <summary>The status to refuse a POST with; <see langword="null"/> when its media types are acceptable.</summary>
    public static int? RefusePost(HttpRequest request)
    {
        return request.ContentType != UsualContent && !request.HasJsonContentType() ? StatusCodes.Status415UnsupportedMediaType
            : request.Headers.Accept == UsualAccept || AcceptsBoth(request.GetTypedHeaders().Accept) ? null
            : StatusCodes.Status406NotAcceptable;
    }

    /// <summary>Checks the headers of a modern request (2026-07-28, Streamable HTTP: Server Validation).</summary>
    /// <exception cref="McpErrorException">They are missing, or differ from the body.</exception>
    public static void Check(HttpRequest http, Envelope request)
    {
        Agree(Method, Of(http, Method), request.Method);
        if (request.Repeated is { } named)
        {
            Agree(Name, MirroredArgument.Decode(Of(http, Name)), named);
        }
    }

    private static McpErrorException Mismatch(string message) => new(ErrorCodes.HeaderMismatch, message);

    private static void Agree(string header, string? value, string body)
    {
        if (value != body)
        {
            throw Mismatch(string.IsNullOrEmpty(value) ? $"The header '{header}' is missing, or cannot be read." : $"The header '{header}' does not agree with the body.");
        }
    }

    private static bool AcceptsBoth(IList<MediaTypeHeaderValue> accepts) => Accepts(accepts, "application/json") && Accepts(accepts, "text/event-stream");

    private static bool Accepts(IList<MediaTypeHeaderValue> accepts, string type) => accepts.Any(a => a.MatchesMediaType(type));
}
