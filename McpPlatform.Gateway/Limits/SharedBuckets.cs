using StackExchange.Redis;

namespace McpPlatform.Gateway.Limits;

/// <summary>
/// The buckets of all gateways, in Redis: of each the moment at which it will be full again, by the clock of Redis. What was let through is
/// charged whatever the bucket holds, so that too much in one moment is missing in the next. Nothing waits longer than its time: this edition of
/// the library never gives up by itself.
/// </summary>
internal sealed class SharedBuckets(ConnectionMultiplexer redis) : IDisposable
{
    private const string Gateways = "mcpp:gateways";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // KEYS: buckets; ARGV: microseconds by which each is charged. Answers how far ahead of the present each is full again.
    private const string Charge = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local ahead = {}
        for i, key in ipairs(KEYS) do
            local full = math.max(tonumber(redis.call('GET', key) or 0), now) + tonumber(ARGV[i])
            ahead[i] = full - now
            redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil(ahead[i] / 1000) + 1000)
        end
        return ahead
        """;

    // KEYS: the gateways; ARGV: this one, and after how many microseconds of silence one is gone. Answers how many there are.
    private const string Attend = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[2])))
        return redis.call('ZCARD', KEYS[1])
        """;

    /// <summary>Connects.</summary>
    /// <exception cref="RedisConnectionException">Nobody answers there.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static async Task<SharedBuckets> ConnectAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            return new SharedBuckets(await connecting.WaitAsync(Patience * 2, cancellationToken));
        }
        catch
        {
            // Whoever comes too late closes the door himself.
            _ = connecting.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Charges buckets with what was taken from them here.</summary>
    /// <returns>How far ahead of the present each is full again, in microseconds.</returns>
    public async Task<long[]> ChargeAsync(IReadOnlyList<TokenBucket> buckets, IReadOnlyList<long> microseconds, CancellationToken cancellationToken)
    {
        var answer = await redis.GetDatabase().ScriptEvaluateAsync(
            Charge, [.. buckets.Select(KeyOf)], [.. microseconds.Select(m => (RedisValue)m)]).WaitAsync(Patience, cancellationToken);
        return (long[])answer!;
    }

    /// <summary>Says that this gateway lives.</summary>
    /// <returns>How many do.</returns>
    public async Task<int> AttendAsync(string gateway, TimeSpan silence, CancellationToken cancellationToken) => (int)await redis.GetDatabase()
        .ScriptEvaluateAsync(Attend, [Gateways], [gateway, (long)silence.TotalMicroseconds]).WaitAsync(Patience, cancellationToken);

    public void Dispose() => redis.Dispose();

    private static RedisKey KeyOf(TokenBucket bucket) =>
        $"mcpp:limit:{LimitReached.NameOf(bucket.Kind)}:{bucket.Key.Tenant}:{bucket.Key.Name}:{bucket.Key.Part}";
}
