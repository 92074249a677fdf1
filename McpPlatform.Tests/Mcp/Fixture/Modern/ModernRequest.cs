using System.Text.Json;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>A request that says all it must, and nothing that contradicts itself.</summary>
internal sealed record ModernRequest(RpcMessage Message, RequestMetadata Metadata)
{
    public JsonElement Id => Message.Id!.Value;

    public static ModernRequest Check(IHeaderDictionary headers, RpcMessage message, IReadOnlyList<string> supported)
    {
        if (message.Kind != ReceivedKind.Request)
        {
            throw RpcException.InvalidRequest($"{Revisions.Modern} has no {message.Kind} of clients.");
        }

        if (message.Method == "initialize")
        {
            throw RefuseToInitialize(message, supported);
        }

        var metadata = CheckRevision(headers, message, supported);
        MirroredHeaders.Check(headers, message);
        return new(message, metadata);
    }

    private static RequestMetadata CheckRevision(IHeaderDictionary headers, RpcMessage message, IReadOnlyList<string> supported)
    {
        var header = headers[RequestHeaders.Revision];
        if (header.Count == 0)
        {
            throw RpcException.HeaderMismatch($"{RequestHeaders.Revision} is missing.");
        }

        var metadata = RequestMetadata.Read(message.Meta);
        if (header != metadata.Revision)
        {
            throw RpcException.HeaderMismatch($"{RequestHeaders.Revision} does not repeat '{metadata.Revision}'.");
        }

        return metadata.Revision == Revisions.Modern ? metadata : throw RpcException.UnsupportedRevision(metadata.Revision, supported);
    }

    // The message is all that a client of an earlier revision can show its user.
    private static RpcException RefuseToInitialize(RpcMessage message, IReadOnlyList<string> supported)
    {
        var asked = message.Params.Text("protocolVersion") ?? "";
        var refusal = RpcException.UnsupportedRevision(asked, supported);
        return RequestMetadata.IsOn(message) ? RpcException.MethodNotFound("initialize", refusal.Details) : refusal;
    }
}
