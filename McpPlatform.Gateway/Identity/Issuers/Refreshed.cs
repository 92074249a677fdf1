namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>
/// Something kept elsewhere that changes rarely. Who needs it gets what is known; once that is old it is fetched again meanwhile, and only the very
/// first waits. However many want it at once, and however often, it is fetched once at a time and not more often than allowed. While it cannot be
/// fetched, what is known goes on for a bounded time.
/// </summary>
/// <param name="fetch">Fetches it.</param>
/// <param name="freshFor">How long it is used without looking for a newer one.</param>
/// <param name="keptFor">How long it is used at most.</param>
/// <param name="pause">Least time between two fetches.</param>
/// <param name="time">The clock.</param>
internal sealed class Refreshed<T>(
    Func<T?, CancellationToken, Task<T>> fetch, TimeSpan freshFor, TimeSpan keptFor, TimeSpan pause, TimeProvider time)
    where T : class
{
    // Nothing works before the first one came, so that is tried for more eagerly.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Lock gate = new();
    private Held? held;
    private Task<T>? fetching;
    private long triedAt;

    /// <summary>What is known and may be used; <see langword="null"/> for nothing. Looks for a newer one behind the scenes when that is due.</summary>
    public T? Known
    {
        get
        {
            if (Volatile.Read(ref held) is not { } known || time.GetElapsedTime(known.At) is var age && age >= keptFor)
            {
                return null;
            }

            if (age >= freshFor)
            {
                _ = Begin(pause);
            }

            return known.Value;
        }
    }

    /// <summary>What is known, or the first one.</summary>
    /// <exception cref="Exception">What fetching throws.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) =>
        Known is { } known ? ValueTask.FromResult(known) : new(Begin(FirstPause < pause ? FirstPause : pause).WaitAsync(cancellationToken));

    /// <summary>The newest one, as far as it may be fetched again by now; else what came last.</summary>
    /// <exception cref="Exception">What fetching throws.</exception>
    public Task<T> RenewAsync(CancellationToken cancellationToken) => Begin(pause).WaitAsync(cancellationToken);

    private Task<T> Begin(TimeSpan after)
    {
        lock (gate)
        {
            if (fetching is null || (fetching.IsCompleted && time.GetElapsedTime(triedAt) >= after))
            {
                triedAt = time.GetTimestamp();
                fetching = Task.Run(FetchAsync);
            }

            return fetching;
        }
    }

    private async Task<T> FetchAsync()
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var value = await fetch(held?.Value, limit.Token);
        Volatile.Write(ref held, new Held(value, time.GetTimestamp()));
        return value;
    }

    private sealed record Held(T Value, long At);
}
