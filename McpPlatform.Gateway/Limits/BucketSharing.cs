using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace McpPlatform.Gateway.Limits;

/// <summary>
/// Tells other gateways through Redis what was let through here, and hears what they let through, at intervals and behind the calls. Without
/// Redis each gateway keeps to its share: the limit divided by as many as there were last.
/// </summary>
internal sealed class BucketSharing(TokenBuckets buckets, IOptions<RedisOptions> options, TimeProvider time, ILogger<BucketSharing> log) : BackgroundService
{
    private const int BucketsAtOnce = 1_000;
    private const double MicrosecondsPerSecond = 1_000_000;
    private static readonly TimeSpan AttendEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private readonly string id = Guid.CreateVersion7().ToString("N");
    private SharedBuckets? shared;
    private long attended;
    private volatile bool isDown;

    /// <summary>Whether Redis is configured and does not answer.</summary>
    public bool IsDown => isDown;

    /// <summary>How many gateways there are, as far as is known.</summary>
    public int Gateways { get; private set; } = 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Address is not { Length: > 0 } address)
        {
            return;
        }

        await Task.Yield();
        buckets.IsShared = true;
        var redis = Configuration(address);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = await StepAsync(redis, stoppingToken) ? options.Value.SyncInterval : RetryEvery;
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        shared?.Dispose();
    }

    private static ConfigurationOptions Configuration(string address)
    {
        var redis = ConfigurationOptions.Parse(address);
        (redis.AbortOnConnectFail, redis.ConnectRetry, redis.ConnectTimeout, redis.ClientName) = (true, 1, 1_000, "mcpp");
        return redis;
    }

    private async Task<bool> StepAsync(ConfigurationOptions redis, CancellationToken cancellationToken)
    {
        try
        {
            shared ??= await SharedBuckets.ConnectAsync(redis, cancellationToken);
            await AttendAsync(cancellationToken);
            while (await ChargeAsync(cancellationToken) == BucketsAtOnce)
            {
            }

            Back();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Lose(exception);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task AttendAsync(CancellationToken cancellationToken)
    {
        if (attended == 0 || time.GetElapsedTime(attended) >= AttendEvery)
        {
            Gateways = await shared!.AttendAsync(id, Silence, cancellationToken);
            attended = time.GetTimestamp();
        }
    }

    private async Task<int> ChargeAsync(CancellationToken cancellationToken)
    {
        var used = buckets.TakeUsed(BucketsAtOnce);
        if (used.Count == 0)
        {
            return 0;
        }

        var perTick = MicrosecondsPerSecond / time.TimestampFrequency;
        var charges = used.Select(b => (long)Math.Ceiling(b.TakeUnshared() * (b.Interval * perTick))).ToList();
        var ahead = await shared!.ChargeAsync(used, charges, cancellationToken);
        var now = time.GetTimestamp();
        for (var i = 0; i < used.Count; i++)
        {
            used[i].RaiseTo(now + (long)(ahead[i] / perTick));
        }

        return used.Count;
    }

    private void Back()
    {
        if (isDown)
        {
            Log.LimitsSharedAgain(log, Gateways);
        }

        (isDown, buckets.Shares) = (false, 1);
    }

    // What was let through meanwhile is nobody else's business: it was this gateway's share.
    private void Lose(Exception exception)
    {
        if (!isDown)
        {
            Log.LimitsNotShared(log, Gateways, exception.Message.ReplaceLineEndings(" "));
        }

        (isDown, buckets.Shares, attended) = (true, Gateways, 0);
        shared?.Dispose();
        shared = null;
        while (buckets.TakeUsed(BucketsAtOnce) is { Count: > 0 } used)
        {
            foreach (var bucket in used)
            {
                bucket.TakeUnshared();
            }
        }
    }
}
