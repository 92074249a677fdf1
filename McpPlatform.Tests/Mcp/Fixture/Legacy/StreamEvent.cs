using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>One event of a stream.</summary>
/// <param name="Id">Unique in its session; says the stream and the place.</param>
/// <param name="Message">Nothing in an event that only gives a client something to resume from.</param>
internal sealed record StreamEvent(string Id, JsonObject? Message)
{
    /// <summary>Whether it is the last there is to say to a request.</summary>
    public bool IsAnswer => Message is not null && !Message.ContainsKey("method");
}
