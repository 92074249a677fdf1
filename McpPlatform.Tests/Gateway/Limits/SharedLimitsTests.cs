using System.Net;
using McpPlatform.Gateway.Limits;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Limits;

/// <summary>Gateways that share their limits through a real Redis.</summary>
public sealed class SharedLimitsTests(TestPostgres postgres)
{
    private static readonly BucketKey Somebody = new("default", "key:1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_gateways_let_through_together_what_the_limit_says_within_the_documented_bound()
    {
        await using var redis = await TestRedis.StartAsync();
        await using var first = await Replica.StartAsync(redis.Address);
        await using var second = await Replica.StartAsync(redis.Address);
        await SeeEachOtherAsync(first, second);
        var rate = new Rate(200, 50);

        var began = TimeProvider.System.GetTimestamp();
        var taken = await Task.WhenAll(first.TakeForAsync(rate, TimeSpan.FromSeconds(3)), second.TakeForAsync(rate, TimeSpan.FromSeconds(3)));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;

        // The decision on shared limits: rate × (time + one exchange), and for each other gateway the burst once more.
        taken.Sum().ShouldBeLessThanOrEqualTo((int)(rate.PerSecond * (seconds + 1)) + (2 * rate.Burst));
        taken.Sum().ShouldBeGreaterThan((int)(rate.PerSecond * 2), "what the limit allows is let through");
    }

    [Fact]
    public async Task What_one_has_used_up_is_used_up_for_the_other()
    {
        await using var redis = await TestRedis.StartAsync();
        await using var first = await Replica.StartAsync(redis.Address);
        await using var second = await Replica.StartAsync(redis.Address);
        await SeeEachOtherAsync(first, second);
        var rate = new Rate(0.01, 100);

        first.TakeAll(rate).ShouldBe(100);
        var lateness = 0;
        await Eventually.TrueAsync(
            () =>
            {
                if (second.Buckets.Take(LimitKind.Key, Somebody, rate) > TimeSpan.Zero)
                {
                    return true;
                }

                lateness++;
                return false;
            },
            Patience, "the second hears that the bucket is empty", Cancel);
        lateness.ShouldBeLessThan(100);
        second.TakeAll(rate).ShouldBe(0);
    }

    [Fact]
    public async Task Without_Redis_each_goes_on_with_its_share_says_so_once_and_takes_part_again_when_it_is_back()
    {
        await using var redis = await TestRedis.StartAsync();
        var settings = new Dictionary<string, string?> { ["Redis:Address"] = redis.Address, ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000" };
        await using var first = await TestGateway.StartAsync(postgres, settings);
        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder, settings);
        await Eventually.TrueAsync(
            () => first.Get<BucketSharing>().Gateways == 2 && second.Get<BucketSharing>().Gateways == 2, Patience, "they see each other", Cancel);
        (await ReadyAsync(first)).ShouldBe((HttpStatusCode.OK, "Healthy"));

        await redis.KillAsync();
        await first.Admin.WhoAmIAsync(Cancel);
        await Eventually.TrueAsync(async () => await ReadyAsync(first) == (HttpStatusCode.OK, "Degraded"), Patience, "it is ready, and degraded", Cancel);
        await Eventually.TrueAsync(() => first.Get<TokenBuckets>().Shares == 2, Patience, "it keeps to its share", Cancel);
        await first.Admin.WhoAmIAsync(Cancel);

        await redis.RestartAsync();
        await Eventually.TrueAsync(async () => await ReadyAsync(first) == (HttpStatusCode.OK, "Healthy"), Patience, "it takes part again", Cancel);
        first.Get<TokenBuckets>().Shares.ShouldBe(1);
        first.Logs.Count(line => line.Contains("keeps to its share", StringComparison.Ordinal)).ShouldBe(1);
        first.Logs.Count(line => line.Contains("Redis answers", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_gateway_starts_and_serves_where_no_Redis_answers()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Redis:Address"] = $"127.0.0.1:{ServiceProcess.FreeAddress().Port}" });
        await gateway.Admin.WhoAmIAsync(Cancel);
        await Eventually.TrueAsync(async () => (await ReadyAsync(gateway)).Says == "Degraded", Patience, "it is degraded", Cancel);
    }

    private static Task SeeEachOtherAsync(Replica first, Replica second) => Eventually.TrueAsync(
        () => first.Sharing.Gateways == 2 && second.Sharing.Gateways == 2, Patience, "they see each other", Cancel);

    private static async Task<(HttpStatusCode Status, string Says)> ReadyAsync(TestGateway gateway)
    {
        using var answer = await gateway.Http().GetAsync(new Uri("health/ready", UriKind.Relative), Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>The limiter of a gateway, without the rest of it.</summary>
    private sealed class Replica : IAsyncDisposable
    {
        private Replica(string address)
        {
            Buckets = new TokenBuckets(Options.Create(new LimitOptions()), TimeProvider.System);
            Sharing = new BucketSharing(Buckets, Options.Create(new RedisOptions { Address = address }), TimeProvider.System, NullLogger<BucketSharing>.Instance);
        }

        public TokenBuckets Buckets { get; }

        public BucketSharing Sharing { get; }

        public static async Task<Replica> StartAsync(string address)
        {
            var replica = new Replica(address);
            await replica.Sharing.StartAsync(Cancel);
            return replica;
        }

        public int TakeAll(Rate rate)
        {
            var taken = 0;
            while (Buckets.Take(LimitKind.Key, Somebody, rate) == TimeSpan.Zero)
            {
                taken++;
            }

            return taken;
        }

        public async Task<int> TakeForAsync(Rate rate, TimeSpan span)
        {
            var taken = 0;
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < span)
            {
                taken += TakeAll(rate);
                await Task.Delay(2, Cancel);
            }

            return taken;
        }

        public async ValueTask DisposeAsync()
        {
            await Sharing.StopAsync(CancellationToken.None);
            Sharing.Dispose();
        }
    }
}
