using System.Text.Json;

namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>What a client did.</summary>
internal enum ReceivedKind
{
    Request,
    Notification,
    Response,

    /// <summary>Asked for a stream by HTTP GET.</summary>
    Get,

    /// <summary>Ended a session by HTTP DELETE.</summary>
    Delete,

    /// <summary>Went away before the answer to the named message was complete.</summary>
    Closed,
}

/// <summary>Something a client did, as the server saw it.</summary>
/// <param name="Era">The half of the fixture that took it.</param>
/// <param name="Kind">What it was.</param>
/// <param name="HttpMethod">How it came.</param>
/// <param name="Headers">All its HTTP headers; their names compare without case.</param>
/// <param name="JsonRpcMethod">What a request or notification, or one that was left, asked for.</param>
/// <param name="Body">The whole message, where there was one.</param>
internal sealed record ReceivedMessage(
    FixtureEras Era,
    ReceivedKind Kind,
    string HttpMethod,
    IReadOnlyDictionary<string, string> Headers,
    string? JsonRpcMethod,
    JsonElement? Body);
