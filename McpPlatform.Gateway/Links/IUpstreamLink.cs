using System.Net.Http.Headers;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>
/// A way to an upstream. Every transport looks like Streamable HTTP from here: what answers a message comes with it, the rest comes on the stream
/// of the session. Where all messages share one channel, the link sorts them.
/// </summary>
internal interface IUpstreamLink
{
    /// <summary>Whether giving an answer up before its end cancels the request.</summary>
    bool ClosingCancels { get; }

    /// <summary>Sends a message. A message outside of a session connects where there is no connection.</summary>
    /// <exception cref="UpstreamException">It could not be sent.</exception>
    ValueTask<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken);

    /// <summary>What belongs to no message that was sent.</summary>
    /// <param name="session">The session.</param>
    /// <param name="headers">Headers of a request, where the transport has some.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <exception cref="UpstreamException">The upstream cannot be reached.</exception>
    ValueTask<IUpstreamMessages> ListenAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken);

    /// <summary>Ends a session, and with it whatever exists for nothing else.</summary>
    /// <exception cref="UpstreamException">The upstream cannot be reached.</exception>
    Task EndAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken);

    /// <summary>What goes wrong at this upstream, as a sentence about it.</summary>
    UpstreamException Fault(UpstreamFault fault, string what);
}

/// <summary>A message on its way out.</summary>
/// <param name="Json">The message.</param>
/// <param name="Headers">Headers of its request, where the transport has some.</param>
/// <param name="RequestId">The id of a request; <see langword="null"/> for what is not answered.</param>
/// <param name="Session">The session it belongs to; <see langword="null"/> before the handshake, and where there are none.</param>
/// <param name="Role">What a request is for.</param>
internal readonly record struct Outgoing(ReadOnlyMemory<byte> Json, Action<HttpRequestHeaders> Headers, long? RequestId = null, string? Session = null,
    RequestRole Role = RequestRole.Own);

/// <summary>What a request is for.</summary>
internal enum RequestRole
{
    /// <summary>A small one of the gateway itself.</summary>
    Own,

    /// <summary>A call: what the upstream tells or asks meanwhile belongs to it.</summary>
    Call,

    /// <summary>It is answered when something happens, so that waiting for it is no reason to keep a connection.</summary>
    Lasting,
}

/// <summary>Messages of an upstream, in order.</summary>
internal interface IUpstreamMessages : IDisposable
{
    /// <summary>Whether there may be any.</summary>
    bool HasMessages { get; }

    /// <summary>Whether it is a stream, which may break off and be taken up again.</summary>
    bool IsStream { get; }

    /// <summary>Whether the upstream does not know the session, so that it did nothing.</summary>
    bool IsSessionUnknown { get; }

    /// <summary>The session that a handshake began; <see langword="null"/> for none.</summary>
    string? SessionId { get; }

    /// <summary>How long the upstream wants a reader to wait before it resumes.</summary>
    TimeSpan? Retry { get; }

    /// <exception cref="UpstreamException">The upstream broke off, sent too much, or sent something else than MCP.</exception>
    IAsyncEnumerable<UpstreamMessage> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The fault of an answer that has no messages.</summary>
    UpstreamException Unusable();

    /// <summary>The first result or error; <see langword="null"/> where there is none.</summary>
    async Task<Envelope?> FindAnswerAsync(CancellationToken cancellationToken)
    {
        await foreach (var (message, _) in ReadAsync(cancellationToken))
        {
            if (message is { Kind: EnvelopeKind.Result or EnvelopeKind.Error })
            {
                return message;
            }
        }

        return null;
    }
}

/// <summary>A message of an upstream, and where to resume after it.</summary>
/// <param name="Message">The message; <see langword="null"/> for an event that only gives its id.</param>
/// <param name="EventId">Id of the event; <see langword="null"/> where it has none.</param>
internal readonly record struct UpstreamMessage(Envelope? Message, string? EventId);
