using System.Collections.Concurrent;
using McpPlatform.Core.Tools;

namespace McpPlatform.Gateway.Federation;

/// <summary>Counts how calls of tools went, and tells the search at intervals; calls never wait for it.</summary>
internal sealed class CallOutcomes(IToolSearch search, TimeProvider time, ILogger<CallOutcomes> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private ConcurrentDictionary<(string Tenant, string Upstream, string Name), Counts> counted = new();

    public void Note(string tenant, string upstream, string name, bool succeeded)
    {
        var counts = counted.GetOrAdd((tenant, upstream, name), static _ => new Counts());
        Interlocked.Increment(ref counts.Calls);
        if (!succeeded)
        {
            Interlocked.Increment(ref counts.Failures);
        }
    }

    /// <summary>Tells the search what was counted since it was told last.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in Interlocked.Exchange(ref counted, new()).GroupBy(c => c.Key.Tenant))
        {
            await search.AddAsync(
                tenant.Key, [.. tenant.Select(c => new ToolOutcomes(c.Key.Upstream, c.Key.Name, c.Value.Calls, c.Value.Failures))], cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryTellAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; what was not told is forgotten.
        }
    }

    private async Task TryTellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.OutcomesNotTold(logger, exception.Message);
        }
    }

    private sealed class Counts
    {
        public int Calls;
        public int Failures;
    }
}
