using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Queueing;

/// <summary>How long a call waits for a place, and what is said when it waited in vain.</summary>
public sealed class PatienceTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_call_waits_no_longer_than_any_call_does()
    {
        using var clock = Clock(TimeSpan.FromMinutes(5));
        new Patience(clock, Most).Time.ShouldBe(Most);
        new Patience(null, Most).Time.ShouldBe(Most);
    }

    [Fact]
    public void A_call_waits_no_longer_than_it_has()
    {
        using var clock = Clock(TimeSpan.FromSeconds(5));
        new Patience(clock, Most).Time.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_call_that_waited_as_long_as_it_had_is_told_so_even_when_the_timer_rang_a_moment_early()
    {
        using var clock = Clock(TimeSpan.FromSeconds(5));
        var patience = new Patience(clock, Most);
        clock.Left.ShouldBeGreaterThan(TimeSpan.Zero);
        Should.Throw<McpErrorException>(() => patience.Take(new Place(NoPlace.TimedOut))).Error.Code.ShouldBe(ErrorCodes.DeadlineExceeded);
    }

    [Fact]
    public void A_call_that_has_time_left_is_told_that_there_was_no_place()
    {
        using var clock = Clock(TimeSpan.FromMinutes(5));
        new Patience(clock, Most).Take(new Place(NoPlace.TimedOut)).Refused.ShouldBe(NoPlace.TimedOut);
    }

    [Fact]
    public void A_place_that_came_too_late_is_given_back()
    {
        var queue = new Queue(1);
        var place = queue.Take("acme");
        using var clock = Clock(TimeSpan.Zero);
        Should.Throw<McpErrorException>(() => new Patience(clock, Most).Take(place)).Error.Code.ShouldBe(ErrorCodes.DeadlineExceeded);
        queue.TryEnter("acme").IsTaken.ShouldBeTrue();
    }

    private static CallClock Clock(TimeSpan total) => new(TimeProvider.System.GetTimestamp(), total, TimeProvider.System, CancellationToken.None);
}
