using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>Requests of modern agents, whatever transport brings them: each carries all it needs.</summary>
internal sealed class ModernCalls(CallPipeline pipeline, TimeProvider time)
{
    /// <summary>Whether a message says of itself that it belongs to the modern era.</summary>
    public static bool IsModern(Envelope message) => !JsonMembers.Find(message.Meta, MetaKeys.Version).IsEmpty;

    /// <summary>Whether a request names its version and the agent's capabilities, as each must (2026-07-28, Base Protocol: _meta).</summary>
    /// <param name="request">The request.</param>
    /// <param name="version">The version it names; <see langword="null"/> for none.</param>
    public static bool IsComplete(Envelope request, out string? version)
    {
        version = JsonMembers.Text(request.Meta, MetaKeys.Version);
        return version is not null && JsonMembers.IsObject(JsonMembers.Find(request.Meta, MetaKeys.Capabilities));
    }

    /// <summary>Checks what a request says about itself.</summary>
    /// <exception cref="McpErrorException">Something is missing, or the version is not served.</exception>
    public static void Check(Envelope request)
    {
        if (!IsComplete(request, out var version))
        {
            throw Incomplete();
        }

        CheckServed(version!);
        LogSetting.Of(request.Meta);
    }

    /// <exception cref="McpErrorException">The version is none of the modern era.</exception>
    public static void CheckServed(string version)
    {
        if (Revisions.EraOf(version) != Era.Modern)
        {
            throw Unsupported(version);
        }
    }

    public static McpErrorException Incomplete() => new(
        ErrorCodes.InvalidParams, "'_meta' must hold 'io.modelcontextprotocol/protocolVersion' and 'io.modelcontextprotocol/clientCapabilities'.");

    /// <summary>The error that says which versions are served.</summary>
    public static McpErrorException Unsupported(string version) => new(new McpError(
        ErrorCodes.UnsupportedVersion, "The protocol version is not supported.", MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("supported"u8);
            foreach (var revision in Revisions.All)
            {
                writer.WriteStringValue(revision);
            }

            writer.WriteEndArray();
            writer.WriteString("requested"u8, version);
            writer.WriteEndObject();
        })));

    /// <summary>Runs a request that was checked.</summary>
    /// <param name="by">Who sends it.</param>
    /// <param name="request">The request.</param>
    /// <param name="stream">Where the agent hears what happens before the answer.</param>
    /// <param name="transport">How it came; see <see cref="AgentTransports"/>.</param>
    /// <param name="view">Which tools the agent wants to see.</param>
    /// <param name="headers">The headers that came with it; <see langword="null"/> where the transport has none.</param>
    /// <param name="cancellationToken">The agent gave it up.</param>
    public ValueTask<Reply> RunAsync(
        Principal by, Envelope request, IAgentStream stream, string transport, ToolView view, IHeaderDictionary? headers,
        CancellationToken cancellationToken)
    {
        var call = new Call(by, AgentProfile.OfMeta(request.Meta, view), request, stream, headers)
        {
            Session = by.Id,
            Transport = transport,
            Began = time.GetUtcNow(),
            Started = time.GetTimestamp(),
            LogLevel = LogSetting.Of(request.Meta),
        };
        return pipeline.RunAsync(call, cancellationToken);
    }
}
