using System.Globalization;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Queueing;

/// <summary>
/// How long a call may still take. It has one end, whatever happens before it; beside that the silence of a server is bounded while it is waited for,
/// and does not itself wait for the agent. One timer serves both.
/// </summary>
internal sealed class CallClock : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly CancellationToken stopping;
    private TimeSpan total;
    private TimeSpan? silence;
    private int asked;
    private bool isSilenceNext;

    /// <summary>Starts it.</summary>
    /// <param name="began">When the call began, as a timestamp.</param>
    /// <param name="total">How long it may take in all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="agent">The agent gives the call up.</param>
    /// <param name="stopping">The gateway stops.</param>
    public CallClock(long began, TimeSpan total, TimeProvider time, CancellationToken agent, CancellationToken stopping = default)
    {
        (this.began, this.total, this.time, Agent, this.stopping) = (began, total, time, agent, stopping);
        source = CancellationTokenSource.CreateLinkedTokenSource(agent, stopping);
        source.CancelAfter(Left);
    }

    /// <summary>The agent gives the call up.</summary>
    public CancellationToken Agent { get; }

    /// <summary>The agent gives the call up, its time is over, the server was silent for too long, or the gateway stops.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What is left of its time; nothing when that is over.</summary>
    public TimeSpan Left => total - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether the call ended because its time was over.</summary>
    public bool HasExpired => IsOver && !isSilenceNext;

    /// <summary>Whether the call ended because the server was silent for too long.</summary>
    public bool WasSilent => IsOver && isSilenceNext;

    private bool IsOver => source.IsCancellationRequested && !Agent.IsCancellationRequested && !stopping.IsCancellationRequested;

    /// <summary>The same time for the same call, which somebody else gives up.</summary>
    public CallClock For(CancellationToken another) => new(began, total, time, another, stopping);

    /// <summary>Lets it take less in all.</summary>
    /// <param name="most">How long it may take in all; more than before changes nothing.</param>
    public void Shorten(TimeSpan most)
    {
        if (most < total)
        {
            total = most;
            source.CancelAfter(Left);
        }
    }

    /// <summary>Bounds the silence of a server from now on.</summary>
    public void BoundSilence(TimeSpan longest)
    {
        lock (source)
        {
            silence = longest;
            Set();
        }
    }

    /// <summary>The server has spoken.</summary>
    public void EndSilence()
    {
        lock (source)
        {
            silence = null;
            if (isSilenceNext)
            {
                Set();
            }
        }
    }

    /// <summary>The server waits for an answer of the agent: its silence is none of its own.</summary>
    public void AgentIsAsked()
    {
        lock (source)
        {
            asked++;
            Set();
        }
    }

    /// <summary>The server has what it waited for, or nobody waits any more.</summary>
    public void AgentIsAskedNoMore()
    {
        lock (source)
        {
            asked--;
            Set();
        }
    }

    /// <summary>What is said of a call whose time was over before it was executed.</summary>
    public McpErrorException NotBegun() => new(ErrorCodes.DeadlineExceeded, string.Create(
        CultureInfo.InvariantCulture, $"The call had {total.TotalSeconds:0.###} s, which were over before it could be executed: nothing was done. Give it more time, or try again later."));

    /// <summary>What is said of a call whose time was over while it was executed.</summary>
    public McpError Ended() => new(ErrorCodes.DeadlineExceeded, string.Create(
        CultureInfo.InvariantCulture, $"The call did not end within the {total.TotalSeconds:0.###} s it had; it was cancelled. What it did until then may be done."));

    public void Dispose() => source.Dispose();

    // What has ended the call stays the reason for it.
    private void Set()
    {
        if (!source.IsCancellationRequested)
        {
            var left = Left;
            isSilenceNext = asked == 0 && silence < left;
            source.CancelAfter(isSilenceNext ? silence!.Value : left);
        }
    }
}
