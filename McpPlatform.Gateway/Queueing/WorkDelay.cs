using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Queueing;

/// <summary>Measures how long work waits for a processor: a mark is put to the end of the thread pool's queue again and again.</summary>
internal sealed class WorkDelay(IOptions<GatewayOptions> options, TimeProvider time) : BackgroundService, IThreadPoolWorkItem
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private long queued;

    public ControlledDelay Delay { get; } = new(options.Value.ShedDelay, time);

    public void Execute() => Delay.Note(time.GetElapsedTime(Interlocked.Exchange(ref queued, 0)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Mark();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private void Mark()
    {
        if (Interlocked.CompareExchange(ref queued, time.GetTimestamp(), 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
