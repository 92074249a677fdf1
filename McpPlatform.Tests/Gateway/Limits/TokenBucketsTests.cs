using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Gateway.Limits;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Limits;

/// <summary>The one limiter of the house.</summary>
public sealed class TokenBucketsTests
{
    private static readonly BucketKey Somebody = new("default", "key:1");
    private readonly SteppedClock clock = new();

    [Fact]
    public void In_no_window_of_time_more_is_taken_than_the_burst_and_what_the_rate_gives_in_it()
    {
        var arrivals = Gen.ArrayOf(Gen.Choose(0, 40_000_000), 300).ToArbitrary();
        var rates = (from rate in Gen.Elements(0.5, 1, 7, 100, 333.3, 5_000) from burst in Gen.Elements(1, 2, 10, 100) select new Rate(rate, burst)).ToArbitrary();
        Prop.ForAll(rates, arrivals, (rate, pauses) => Taken(rate, pauses).All(window => window.Count <= rate.Burst + (rate.PerSecond * window.Seconds) + 1e-6))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whoever_comes_as_often_as_the_rate_allows_is_never_refused()
    {
        var buckets = Buckets();
        for (var n = 0; n < 1_000; n++)
        {
            buckets.Take(LimitKind.Key, Somebody, new Rate(100, 1)).ShouldBe(TimeSpan.Zero);
            clock.Step(TimeSpan.FromMilliseconds(10));
        }
    }

    [Fact]
    public void Whoever_is_refused_is_told_how_long_to_wait_to_the_moment()
    {
        var buckets = Buckets();
        var rate = new Rate(4, 2);
        buckets.Take(LimitKind.Key, Somebody, rate).ShouldBe(TimeSpan.Zero);
        buckets.Take(LimitKind.Key, Somebody, rate).ShouldBe(TimeSpan.Zero);
        var wait = buckets.Take(LimitKind.Key, Somebody, rate);
        wait.ShouldBe(TimeSpan.FromMilliseconds(250), TimeSpan.FromMicroseconds(1));

        clock.Step(wait - TimeSpan.FromMilliseconds(1));
        buckets.Take(LimitKind.Key, Somebody, rate).ShouldBeGreaterThan(TimeSpan.Zero);
        clock.Step(TimeSpan.FromMilliseconds(1));
        buckets.Take(LimitKind.Key, Somebody, rate).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Many_at_once_get_as_many_tokens_as_there_are()
    {
        var buckets = Buckets();
        var taken = 0;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (buckets.Take(LimitKind.Tool, Somebody, new Rate(10, 1_000)) == TimeSpan.Zero)
            {
                Interlocked.Increment(ref taken);
            }
        });
        taken.ShouldBe(1_000);
    }

    [Fact]
    public void The_calendar_may_jump_and_long_silence_gives_no_more_than_the_burst()
    {
        var buckets = Buckets();
        var rate = new Rate(10, 5);
        TakeAll(buckets, rate).ShouldBe(5);
        clock.Calendar = clock.Calendar.AddYears(1);
        TakeAll(buckets, rate).ShouldBe(0);
        clock.Calendar = clock.Calendar.AddYears(-20);
        TakeAll(buckets, rate).ShouldBe(0);
        clock.Step(TimeSpan.FromDays(1_000));
        TakeAll(buckets, rate).ShouldBe(5);
    }

    [Fact]
    public void Callers_tenants_and_kinds_have_buckets_of_their_own()
    {
        var buckets = Buckets();
        var one = new Rate(1, 1);
        BucketKey[] keys = [Somebody, Somebody with { Tenant = "acme" }, Somebody with { Name = "key:2" }, Somebody with { Part = "search" }];
        keys.ShouldAllBe(key => buckets.Take(LimitKind.Key, key, one) == TimeSpan.Zero);
        keys.ShouldAllBe(key => buckets.Take(LimitKind.Policy, key, one) == TimeSpan.Zero);
        keys.ShouldAllBe(key => buckets.Take(LimitKind.Key, key, one) > TimeSpan.Zero);
    }

    [Fact]
    public void Buckets_that_are_full_again_are_forgotten_and_the_others_kept()
    {
        var buckets = Buckets();
        for (var n = 0; n < 500; n++)
        {
            buckets.Take(LimitKind.Address, new BucketKey("", $"address {n}"), new Rate(1, 1));
        }

        buckets.Take(LimitKind.Address, Somebody, new Rate(0.01, 1));
        clock.Step(TimeSpan.FromSeconds(10));
        buckets.Take(LimitKind.Address, new BucketKey("", "one more"), new Rate(1, 1));

        buckets.CountOf(LimitKind.Address).ShouldBe(2);
        buckets.Take(LimitKind.Address, Somebody, new Rate(0.01, 1)).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Inventing_names_gets_nobody_past_the_limit()
    {
        var buckets = Buckets(most: 100);
        var taken = Enumerable.Range(0, 10_000).Count(n => buckets.Take(LimitKind.Address, new BucketKey("", $"address {n}"), new Rate(0.1, 1)) == TimeSpan.Zero);
        taken.ShouldBe(101);
        buckets.CountOf(LimitKind.Address).ShouldBe(100);
    }

    [Fact]
    public void A_share_of_a_limit_is_that_part_of_its_rate_and_of_its_burst()
    {
        var buckets = Buckets();
        buckets.Shares = 4;
        TakeAll(buckets, new Rate(100, 40)).ShouldBe(10);
        clock.Step(TimeSpan.FromSeconds(0.2));
        TakeAll(buckets, new Rate(100, 40)).ShouldBe(5);
    }

    private IEnumerable<(int Count, double Seconds)> Taken(Rate rate, int[] pauses)
    {
        var buckets = Buckets();
        var begin = clock.GetTimestamp();
        var taken = new List<double>();
        foreach (var pause in pauses)
        {
            clock.Step(TimeSpan.FromMicroseconds(pause / 1_000));
            if (buckets.Take(LimitKind.Key, Somebody, rate) == TimeSpan.Zero)
            {
                taken.Add(clock.GetElapsedTime(begin).TotalSeconds);
            }
        }

        return from first in Enumerable.Range(0, taken.Count)
               from last in Enumerable.Range(first, taken.Count - first)
               select (last - first + 1, taken[last] - taken[first]);
    }

    private static int TakeAll(TokenBuckets buckets, Rate rate)
    {
        var taken = 0;
        while (buckets.Take(LimitKind.Key, Somebody, rate) == TimeSpan.Zero)
        {
            taken++;
        }

        return taken;
    }

    private TokenBuckets Buckets(int most = 100_000) => new(Options.Create(new LimitOptions { MaxBuckets = most }), clock);
}
