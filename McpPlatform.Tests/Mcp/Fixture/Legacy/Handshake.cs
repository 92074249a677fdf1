using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>How a session begins.</summary>
internal static class Handshake
{
    /// <summary>Agrees on the revision the client asks for, or else on the newest.</summary>
    public static LegacySession Open(IHeaderDictionary headers, RpcMessage initialize)
    {
        if (initialize.Kind != ReceivedKind.Request || headers.ContainsKey(LegacySessions.Header))
        {
            throw RpcException.InvalidRequest("To initialize is a request outside of any session.");
        }

        var (asked, client) = (initialize.Params.Text("protocolVersion"), initialize.Params.Member("clientInfo"));
        if (asked is null || client?.Text("name") is null || client?.Text("version") is null
            || initialize.Params.Member("capabilities") is not { } capabilities)
        {
            throw RpcException.Malformed("To initialize takes protocolVersion, capabilities and clientInfo.");
        }

        var session = new LegacySession(Revisions.Legacy.Contains(asked) ? asked : Revisions.LatestLegacy, capabilities);
        session.Running.Claim(initialize.Id!.Value);
        return session;
    }

    public static JsonObject Answer(LegacySession session) => new()
    {
        ["protocolVersion"] = session.Revision,
        ["capabilities"] = FeatureMethods.Capabilities(),
        ["serverInfo"] = FixtureServer.Identity(),
        ["instructions"] = FixtureServer.Instructions,
    };
}
