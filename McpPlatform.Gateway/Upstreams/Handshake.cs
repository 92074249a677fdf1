using System.Net.Http.Headers;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>What a handshake agreed on.</summary>
/// <param name="SessionId">The upstream's session; <see langword="null"/> where it has none.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Capabilities">Raw JSON object of what the upstream can do.</param>
internal sealed record Handshake(string? SessionId, string Revision, ReadOnlyMemory<byte> Capabilities)
{
    /// <summary>The headers of a request in the agreed session; every call has the same.</summary>
    public Action<HttpRequestHeaders> Headers { get; } = headers => headers.TryAddWithoutValidation("MCP-Protocol-Version", Revision);

    /// <summary>Does the handshake.</summary>
    /// <exception cref="UpstreamException">The upstream refuses, or is not what it says.</exception>
    public static async Task<Handshake> ShakeAsync(IUpstreamLink link, AgentProfile agent, long number, CancellationToken cancellationToken)
    {
        var message = MessageWriter.Request(MessageWriter.Id(number), Methods.Initialize, Params(agent));
        using var messages = await link.PostAsync(new Outgoing(message, static _ => { }, number), cancellationToken);
        if (!messages.HasMessages)
        {
            throw messages.Unusable();
        }

        return await messages.FindAnswerAsync(cancellationToken) switch
        {
            null => throw link.Fault(UpstreamFault.Unusable, "did not answer the handshake"),
            { Kind: EnvelopeKind.Error } error => throw link.Fault(
                UpstreamFault.Unusable, $"refused the handshake: {MessageWriter.ReadError(error.Error).Message.TrimEnd('.')}"),
            var result => await ConfirmAsync(link, result, messages.SessionId, cancellationToken),
        };
    }

    /// <summary>A message in the agreed session.</summary>
    public Outgoing Message(ReadOnlyMemory<byte> json, long? requestId = null) => new(json, Headers, requestId, SessionId);

    private static async Task<Handshake> ConfirmAsync(IUpstreamLink link, Envelope result, string? session, CancellationToken cancellationToken)
    {
        var revision = JsonMembers.Text(result.Result, "protocolVersion"u8) ?? "";
        if (!Revisions.IsKnown(revision) || Revisions.EraOf(revision) != Era.Legacy)
        {
            throw link.Fault(UpstreamFault.Unusable, "wants a revision of MCP in its handshake that the gateway does not know");
        }

        var agreed = new Handshake(session, revision, JsonMembers.Find(result.Result, "capabilities"u8));
        using var confirmed = await link.PostAsync(agreed.Message(MessageWriter.Notification(Methods.Initialized)), cancellationToken);
        return agreed;
    }

    private static ReadOnlyMemory<byte> Params(AgentProfile agent) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("protocolVersion"u8, Revisions.NewestLegacy);
        writer.WriteRaw("capabilities"u8, agent.Capabilities);
        writer.WriteRaw("clientInfo"u8, agent.ClientInfo.IsEmpty ? Server.Info : agent.ClientInfo);
        writer.WriteEndObject();
    });

    /// <summary>The headers of a request that reads a stream on behind an event; <see langword="null"/> to read it from its beginning.</summary>
    public Action<HttpRequestHeaders> HeadersAfter(string? lastEventId) => lastEventId is null ? Headers : headers =>
    {
        Headers(headers);
        headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
    };
}
