using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>What no client of an earlier revision sends in a message. Whoever does took the server for a newer one.</summary>
internal static class ModernTraces
{
    private static readonly string[] MetaKeys = ["protocolVersion", "clientInfo", "clientCapabilities", "logLevel", "subscriptionId"];
    private static readonly string[] Parameters = ["inputResponses", "requestState"];

    public static void Refuse(RpcMessage message)
    {
        var found = MetaKeys.Select(key => $"io.modelcontextprotocol/{key}").Where(key => message.Meta.Member(key) is not null)
            .Concat(Parameters.Where(name => message.Params.Member(name) is not null))
            .Concat(message.Body.Member("result")?.Member("resultType") is null ? [] : ["resultType"]);
        if (found.FirstOrDefault() is { } trace)
        {
            throw RpcException.Refused(400, $"No revision of this session knows '{trace}'.");
        }
    }
}
