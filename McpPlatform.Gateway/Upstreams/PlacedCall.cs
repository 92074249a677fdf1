using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>Holds a place while the upstream works, and none while it waits for its agent: agents that never answer keep nobody out.</summary>
/// <param name="call">The call.</param>
/// <param name="place">Its place.</param>
/// <param name="upstream">Whose places they are.</param>
/// <param name="request">For what.</param>
internal sealed class PlacedCall(IUpstreamCall call, Place place, Upstream upstream, UpstreamRequest request) : IUpstreamCall
{
    private Place held = place;
    private int holds = 1;
    private int disposed;

    public bool IsStateless => call.IsStateless;

    public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken)
    {
        var step = await call.NextAsync(cancellationToken);
        if (step is Asked)
        {
            GiveBack();
        }

        return step;
    }

    public async ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref holds) == 0)
        {
            // The answers may come with another call, which has a time of its own.
            var another = await upstream.TakePlaceAsync(request, clock: null, cancellationToken);
            if (Interlocked.Exchange(ref holds, 1) == 1)
            {
                another.Dispose();
            }
            else
            {
                held = another;
            }
        }

        await call.AnswerAsync(answers, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            await call.DisposeAsync();
            GiveBack();
        }
    }

    private void GiveBack()
    {
        if (Interlocked.Exchange(ref holds, 0) == 1)
        {
            held.Dispose();
        }
    }
}
