using System.Text.Json;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>What every request says about itself and its sender.</summary>
internal sealed record RequestMetadata(string Revision, JsonElement Capabilities, string? LogLevel)
{
    public const string RevisionKey = $"{Prefix}protocolVersion";
    private const string Prefix = "io.modelcontextprotocol/";
    private const string CapabilitiesKey = $"{Prefix}clientCapabilities";
    private const string ClientKey = $"{Prefix}clientInfo";
    private const string LogLevelKey = $"{Prefix}logLevel";

    /// <summary>Whether a message is one of this era at all.</summary>
    public static bool IsOn(RpcMessage message) => (message.Meta.Member(RevisionKey) ?? message.Meta.Member(CapabilitiesKey)) is not null;

    public static RequestMetadata Read(JsonElement meta)
    {
        var revision = meta.Text(RevisionKey) ?? throw RpcException.Malformed($"{RevisionKey} is missing.");
        if (meta.Member(CapabilitiesKey) is not { ValueKind: JsonValueKind.Object } capabilities)
        {
            throw RpcException.Malformed($"{CapabilitiesKey} is missing.");
        }

        CheckClient(meta.Member(ClientKey));
        CheckProgressToken(meta.Member("progressToken"));
        return new(revision, capabilities, meta.Member(LogLevelKey) is null ? null : LogLevels.Known(meta.Text(LogLevelKey)));
    }

    private static void CheckClient(JsonElement? client)
    {
        if (client is { } given && (given.Text("name") is null || given.Text("version") is null))
        {
            throw RpcException.Malformed($"{ClientKey} has a name and a version.");
        }
    }

    private static void CheckProgressToken(JsonElement? token)
    {
        if (token is { } given && !given.IsTextOrInteger())
        {
            throw RpcException.Malformed("A progress token is a string or an integer.");
        }
    }
}
