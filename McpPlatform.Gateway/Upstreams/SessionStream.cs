using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// The stream of a session at a legacy upstream: what belongs to no request, and for some servers everything. It is taken up again when it breaks off. A
/// server may have none.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="handshake">What was agreed; another handshake has a stream of its own.</param>
internal sealed class SessionStream(LegacySession session, Handshake handshake)
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the stream stands, or there is none.</summary>
    public Task Opened => opened.Task;

    /// <summary>Hands on what comes until the session ends.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        string? last = null;
        try
        {
            while (session.Stands(handshake))
            {
                using var messages = await session.Link.ListenAsync(handshake.SessionId, handshake.HeadersAfter(last), cancellationToken);
                opened.TrySetResult();
                if (messages.IsSessionUnknown)
                {
                    _ = session.ReviveAsync(handshake, cancellationToken);
                }

                if (!messages.IsStream)
                {
                    return;
                }

                last = await ReadAsync(messages, cancellationToken) ?? last;
                await Task.Delay(messages.Retry ?? TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or McpErrorException)
        {
            // Closed, or gone: the next call finds out and says so.
        }
        finally
        {
            opened.TrySetResult();
        }
    }

    private async Task<string?> ReadAsync(IUpstreamMessages messages, CancellationToken cancellationToken)
    {
        string? last = null;
        try
        {
            await foreach (var message in messages.ReadAsync(cancellationToken))
            {
                last = message.EventId ?? last;
                if (message.Message is not null)
                {
                    session.Take(message.Message, on: null);
                }
            }
        }
        catch (McpErrorException)
        {
            // Broken off: it is taken up again.
        }

        return last;
    }
}
