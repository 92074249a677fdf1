using System.Collections.Concurrent;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Identity;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Streams that stand open, each with what its caller showed when he opened it. They end with his right to come in: at its end, and when it is taken
/// from him. One sweep looks at all of them, and asks about those alone for whom something may have changed.
/// </summary>
internal sealed class OpenStreams(Recognition recognition, IKeyStore keys, TimeProvider time, ILogger<OpenStreams> logger) : BackgroundService
{
    private const int AskedAtOnce = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Where the news of a change cannot come through, and for words of issuers that are asked again and again.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<OpenStream, byte> streams = new();

    /// <summary>Watches over a stream until the result is disposed.</summary>
    /// <param name="context">The request that opened it.</param>
    /// <param name="end">Ends it.</param>
    /// <returns><see langword="null"/> where another replica sent the request on: that one watches.</returns>
    public IDisposable? Open(HttpContext context, Action end)
    {
        var caller = Caller.Of(context);
        if (caller.IsForwarded)
        {
            return null;
        }

        var stream = new OpenStream(Credentials.Of(context), caller.Principal, end, closed => streams.TryRemove(closed, out _));
        stream.IsGood(keys.Generation, NextAsk(caller.Principal));
        streams[stream] = 0;
        return stream;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = stoppingToken };
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var (generation, now) = (keys.Generation, time.GetUtcNow());
                await Parallel.ForEachAsync(streams.Keys.Where(s => s.HasToBeAsked(generation, now)), atOnce, (stream, stop) => AskAsync(stream, generation, stop));
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops, and every stream with it.
        }
    }

    private async ValueTask AskAsync(OpenStream stream, long generation, CancellationToken cancellationToken)
    {
        try
        {
            if (await recognition.RecogniseAsync(stream.Credentials, cancellationToken) is { Principal: { } principal } && principal.IsSame(stream.By))
            {
                stream.IsGood(generation, NextAsk(principal));
            }
            else
            {
                stream.End();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Who was good goes on while nobody can say otherwise; what ends by itself ends.
            Log.KeyUnchecked(logger, exception);
            if (stream.By.GoodUntil <= time.GetUtcNow())
            {
                stream.End();
            }

            stream.IsGood(generation, time.GetUtcNow() + TryAgain);
        }
    }

    private DateTimeOffset NextAsk(Principal principal)
    {
        var again = time.GetUtcNow() + AskAgain;
        return principal.GoodUntil is { } end && end < again ? end : again;
    }

    /// <summary>A stream that stands open.</summary>
    private sealed class OpenStream(Credentials credentials, Principal by, Action end, Action<OpenStream> close) : IDisposable
    {
        private long generation;
        private DateTimeOffset askAt;

        public Credentials Credentials => credentials;

        public Principal By => by;

        public bool HasToBeAsked(long current, DateTimeOffset now) => current != generation || now >= askAt;

        public void IsGood(long asOf, DateTimeOffset until) => (generation, askAt) = (asOf, until);

        public void End()
        {
            close(this);
            try
            {
                end();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }

        public void Dispose() => close(this);
    }
}
