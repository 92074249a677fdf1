using McpPlatform.Contracts.Plans;
using McpPlatform.Worker.Scheduling;
using Quartz;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class FireTimesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Five_fields_are_read_in_their_time_zone_also_across_a_change_of_the_clocks()
    {
        var schedule = Read("30 6 * * 1-5", "Europe/Berlin");

        schedule.GetNextValidTimeAfter(Monday).ShouldBe(new DateTimeOffset(2026, 6, 1, 4, 30, 0, TimeSpan.Zero));
        schedule.GetNextValidTimeAfter(new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero))
            .ShouldBe(new DateTimeOffset(2026, 12, 7, 5, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_day_of_the_month_and_a_day_of_the_week_are_joined_by_or()
    {
        var schedule = Read("0 0 15 * 0", null);

        schedule.GetNextValidTimeAfter(Monday)!.Value.Day.ShouldBe(7);
        schedule.GetNextValidTimeAfter(new DateTimeOffset(2026, 6, 14, 12, 0, 0, TimeSpan.Zero))!.Value.Day.ShouldBe(15);
    }

    [Theory]
    [InlineData(CatchUp.None, 0)]
    [InlineData(CatchUp.Once, 1)]
    [InlineData(CatchUp.All, 3)]
    public void Missed_fire_times_are_caught_up_as_the_plan_says(CatchUp catchUp, int runs)
    {
        var due = FireTimes.Due(Read("0 * * * *", null), catchUp, Monday, Monday.AddMinutes(190));

        due.Count.ShouldBe(runs);
        due.ShouldBe(due.Order());
        if (runs > 0)
        {
            due[^1].ShouldBe(Monday.AddHours(3));
        }
    }

    [Fact]
    public void A_fire_time_that_has_just_come_is_not_missed() =>
        FireTimes.Due(Read("0 * * * *", null), CatchUp.None, Monday, Monday.AddHours(1).AddSeconds(5)).ShouldBe([Monday.AddHours(1)]);

    [Theory]
    [InlineData("0 25 * * *", null)]
    [InlineData("every day", null)]
    [InlineData("0 6 * * *", "Mars/Olympus")]
    public void A_schedule_that_makes_no_sense_is_refused_with_a_reason(string cron, string? zone)
    {
        var schedule = new PlanSchedule { Kind = ScheduleKind.Cron, Cron = cron, TimeZone = zone };

        FireTimes.TryRead(schedule, out _, out var reason).ShouldBeFalse();
        reason.ShouldNotBeEmpty();
    }

    private static CronExpression Read(string cron, string? zone)
    {
        FireTimes.TryRead(new PlanSchedule { Kind = ScheduleKind.Cron, Cron = cron, TimeZone = zone }, out var expression, out var reason)
            .ShouldBeTrue(reason);
        return expression;
    }
}
