using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>Messages that were sorted out of a shared channel for one request, or for a session.</summary>
internal sealed class DuplexMessages(string session, DuplexLink link, RequestRole role, Action forget) : IUpstreamMessages
{
    private const int MaxWaiting = 1_000;

    private readonly Channel<Envelope> messages = Channel.CreateUnbounded<Envelope>();

    public RequestRole Role => role;

    public bool HasMessages => true;

    public bool IsStream => true;

    public bool IsSessionUnknown => false;

    public string? SessionId => session;

    public TimeSpan? Retry => null;

    /// <summary>Takes a message. Of a flood of notifications those go that nobody has had time to read.</summary>
    public void Offer(Envelope message)
    {
        if (message.Kind != EnvelopeKind.Notification || messages.Reader.Count < MaxWaiting)
        {
            messages.Writer.TryWrite(message);
        }
    }

    public void End(UpstreamException? fault) => messages.Writer.TryComplete(fault);

    public async IAsyncEnumerable<UpstreamMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await MoreAsync(cancellationToken))
        {
            while (messages.Reader.TryRead(out var message))
            {
                yield return new UpstreamMessage(message, null);
            }
        }
    }

    public UpstreamException Unusable() => link.Fault(UpstreamFault.Unusable, "did not answer");

    public void Dispose() => forget();

    private async ValueTask<bool> MoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await messages.Reader.WaitToReadAsync(cancellationToken);
        }
        catch (UpstreamException exception)
        {
            throw new UpstreamException(exception.Fault, exception.Message);
        }
    }
}

/// <summary>What comes back where nothing does: for messages without answer, and in sessions that are gone.</summary>
internal sealed class NoMessages : IUpstreamMessages
{
    private readonly DuplexLink link;

    private NoMessages(DuplexLink link, bool isSessionUnknown) => (this.link, IsSessionUnknown) = (link, isSessionUnknown);

    public bool HasMessages => false;

    public bool IsStream => false;

    public bool IsSessionUnknown { get; }

    public string? SessionId => null;

    public TimeSpan? Retry => null;

    public static IUpstreamMessages Of(DuplexLink link) => new NoMessages(link, isSessionUnknown: false);

    public static IUpstreamMessages OfLostSession(DuplexLink link) => new NoMessages(link, isSessionUnknown: true);

    public IAsyncEnumerable<UpstreamMessage> ReadAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<UpstreamMessage>();

    public UpstreamException Unusable() => link.Fault(UpstreamFault.BrokenOff, "lost its connection");

    public void Dispose()
    {
    }
}
