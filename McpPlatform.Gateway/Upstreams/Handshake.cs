using System.Net.Http.Headers;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>What a handshake agreed on.</summary>
/// <param name="SessionId">The upstream's session; <see langword="null"/> where it has none.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Capabilities">Raw JSON object of what the upstream can do.</param>
internal sealed record Handshake(string? SessionId, string Revision, ReadOnlyMemory<byte> Capabilities)
{
    /// <summary>Does the handshake.</summary>
    /// <exception cref="McpErrorException">The upstream refuses, or is not what it says.</exception>
    public static async Task<Handshake> ShakeAsync(
        UpstreamHttp http, AgentProfile agent, long number, int maxBytes, CancellationToken cancellationToken)
    {
        var message = MessageWriter.Request(MessageWriter.Id(number), Methods.Initialize, Params(agent));
        using var response = await http.PostAsync(message, Headers(null), cancellationToken);
        using var messages = new UpstreamMessages(response, http, maxBytes);
        if (!messages.HasMessages)
        {
            throw http.Unusable(response.StatusCode);
        }

        return await messages.FindAnswerAsync(cancellationToken) switch
        {
            null => throw http.Unavailable("did not answer the handshake"),
            { Kind: EnvelopeKind.Error } error => throw http.Unavailable($"refused the handshake: {MessageWriter.ReadError(error.Error).Message.TrimEnd('.')}"),
            var result => await ConfirmAsync(http, result, response, cancellationToken),
        };
    }

    private static async Task<Handshake> ConfirmAsync(
        UpstreamHttp http, Envelope result, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var revision = JsonMembers.Text(result.Result, "protocolVersion"u8) ?? "";
        if (!Revisions.IsKnown(revision) || Revisions.EraOf(revision) != Era.Legacy)
        {
            throw http.Unavailable("wants a revision of MCP in its handshake that the gateway does not know");
        }

        var session = response.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.First() : null;
        var agreed = new Handshake(session, revision, JsonMembers.Find(result.Result, "capabilities"u8));
        using var confirmed = await http.PostAsync(MessageWriter.Notification(Methods.Initialized), Headers(agreed), cancellationToken);
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

    /// <summary>The headers of a request in a session; there is none before the handshake.</summary>
    public static Action<HttpRequestHeaders> Headers(Handshake? current, string? lastEventId = null) => headers =>
    {
        if (current?.SessionId is { } session)
        {
            headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        }

        if (current is not null)
        {
            headers.TryAddWithoutValidation("MCP-Protocol-Version", current.Revision);
        }

        if (lastEventId is not null)
        {
            headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }
    };
}
