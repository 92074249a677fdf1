using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// Whether an upstream can be used: a circuit breaker whose trials are the gateway's own. When calls fail one after the other, the upstream is
/// asked a small question. While it does not answer that, calls are refused at once instead of waiting for it, and it is asked again at growing
/// intervals; one tool that fails on an upstream that answers refuses nothing.
/// </summary>
/// <param name="name">The upstream.</param>
/// <param name="probe">Asks the small question; throws when there is no answer.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when it goes and comes.</param>
internal sealed class UpstreamHealth(string name, Func<CancellationToken, Task> probe, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int FailuresInARow = 3;
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource closed = new();
    private readonly Lock gate = new();
    private Task probing = Task.CompletedTask;
    private int failures;
    private volatile string? problem;

    /// <summary>Why calls are refused; <see langword="null"/> when they are not.</summary>
    public string? Problem => problem;

    /// <summary>Told when that has changed.</summary>
    public Action? Changed { get; set; }

    /// <exception cref="UpstreamException">The upstream does not answer now.</exception>
    public void Require()
    {
        if (problem is { } reason)
        {
            throw new UpstreamException(UpstreamFault.Unusable, reason);
        }
    }

    public void Succeeded()
    {
        if (failures != 0)
        {
            failures = 0;
        }
    }

    /// <summary>Notes that a call failed for a reason that lies with the upstream.</summary>
    public void Failed()
    {
        if (Interlocked.Increment(ref failures) >= FailuresInARow)
        {
            Probe();
        }
    }

    /// <summary>Asks now, unless it is being asked already.</summary>
    public void Probe()
    {
        lock (gate)
        {
            if (probing.IsCompleted && !closed.IsCancellationRequested)
            {
                probing = ProbeUntilItAnswersAsync(closed.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await probing;
        closed.Dispose();
    }

    private async Task ProbeUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var pause = FirstPause;
        while (await AskAsync(cancellationToken) is { } reason)
        {
            Set(reason);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }

        failures = 0;
        Set(null);
    }

    private async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(ProbeTimeout);
        try
        {
            await probe(soon.Token);
            return null;
        }
        catch (UpstreamException exception) when (exception.Fault == UpstreamFault.Refused)
        {
            // It was not asked, so nothing is known against it.
            return null;
        }
        catch (McpErrorException exception)
        {
            return cancellationToken.IsCancellationRequested ? null : exception.Message;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested ? null : $"The server '{name}' does not answer.";
        }
    }

    private void Set(string? reason)
    {
        var before = problem;
        problem = reason;
        if (before is null != reason is null && !closed.IsCancellationRequested)
        {
            (reason is null ? (Action)(() => Log.UpstreamUp(logger, name)) : () => Log.UpstreamDown(logger, name, reason))();
            Changed?.Invoke();
        }
    }
}
