using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Journeys;

/// <summary>A SIGKILL from outside at a moment that a seed determines.</summary>
/// <param name="Wait">How long after the runs were asked for.</param>
public sealed record RandomKill(TimeSpan Wait)
{
    /// <summary>About how long four runs take: later ones would meet a Worker without work.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(1500);

    /// <summary>The kill with a number.</summary>
    public static RandomKill Of(int seed, int number)
    {
#pragma warning disable CA5394 // A seeded sequence is the point: a failure must be repeatable.
        return new RandomKill(Longest * new Random(HashCode(seed, number)).NextDouble());
#pragma warning restore CA5394
    }

    public async Task StrikeAsync(ServiceProcess worker, CancellationToken cancellationToken)
    {
        await Task.Delay(Wait, cancellationToken);
        await worker.KillAsync();
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int number) => unchecked((seed * 7919) + (number * 104_729));
}
