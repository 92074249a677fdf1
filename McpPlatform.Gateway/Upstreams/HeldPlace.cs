using McpPlatform.Gateway.Queueing;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>A call's place at its upstream, held while the upstream works, and not while it waits for its agent: agents that never answer keep nobody out.</summary>
/// <param name="place">The place.</param>
/// <param name="upstream">Whose places they are.</param>
/// <param name="request">For what.</param>
internal sealed class HeldPlace(Place place, Upstream upstream, UpstreamRequest request)
{
    private Place held = place;
    private int holds = 1;

    /// <summary>Lets the next call in.</summary>
    public void GiveBack()
    {
        if (Interlocked.Exchange(ref holds, 0) == 1)
        {
            held.Dispose();
        }
    }

    /// <summary>Takes another, where it was given back, or waits for one.</summary>
    /// <exception cref="Protocol.McpErrorException">There is none.</exception>
    public async ValueTask TakeAgainAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref holds) == 1)
        {
            return;
        }

        // What goes on may be another request of the agent, which has a time of its own.
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
}
