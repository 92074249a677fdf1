using System.Diagnostics;

namespace McpPlatform.Tests.Environment;

/// <summary>Waits for something that another process does, with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what, CancellationToken cancellationToken) =>
        TrueAsync(() => Task.FromResult(condition()), deadline, what, cancellationToken);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, string what, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begin) > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds} s: {what}");
            }

            await Task.Delay(Step, cancellationToken);
        }
    }
}
