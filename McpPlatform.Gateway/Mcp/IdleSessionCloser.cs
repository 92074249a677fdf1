namespace McpPlatform.Gateway.Mcp;

/// <summary>Looks once a minute for sessions that nobody uses any more.</summary>
internal sealed class IdleSessionCloser(McpSessions sessions, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await sessions.CloseIdleAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The Gateway stops.
        }
    }
}
