using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;
using McpPlatform.Worker.Scheduling;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class FireTimesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CronFireTimes Times = new();

    [Fact]
    public void Five_fields_are_read_in_their_time_zone_also_across_a_change_of_the_clocks()
    {
        var schedule = Cron("30 6 * * 1-5", "Europe/Berlin");

        Times.Next(schedule, Monday).ShouldBe(new DateTimeOffset(2026, 6, 1, 4, 30, 0, TimeSpan.Zero));
        Times.Next(schedule, new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero)).ShouldBe(new DateTimeOffset(2026, 12, 7, 5, 30, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(CatchUp.None, 0)]
    [InlineData(CatchUp.Once, 1)]
    [InlineData(CatchUp.All, 3)]
    public void Missed_fire_times_are_caught_up_as_the_plan_says(CatchUp catchUp, int runs)
    {
        var due = FireTimes.Due(Times, Cron("0 * * * *", null, catchUp), Monday, Monday.AddMinutes(190));

        due.Count.ShouldBe(runs);
        due.ShouldBe(due.Order());
        if (runs > 0)
        {
            due[^1].ShouldBe(Monday.AddHours(3));
        }
    }

    [Fact]
    public void A_fire_time_that_has_just_come_is_not_missed() =>
        FireTimes.Due(Times, Cron("0 * * * *", null), Monday, Monday.AddHours(1).AddSeconds(5)).ShouldBe([Monday.AddHours(1)]);

    [Theory]
    [InlineData("* * * * *", 1440)]
    [InlineData("0 9 1 1 *", 2)]
    public void Years_of_missed_fire_times_are_caught_up_without_walking_through_them(string cron, int runs)
    {
        var due = FireTimes.Due(Times, Cron(cron, "UTC", CatchUp.All), Monday.AddYears(-2), Monday);

        due.Count.ShouldBe(runs);
        due.ShouldBe(due.Distinct().Order());
    }

    [Theory]
    [InlineData("0 25 * * *", null)]
    [InlineData("every day", null)]
    [InlineData("0 6 * * *", "Mars/Olympus")]
    public void A_schedule_that_makes_no_sense_never_fires(string cron, string? zone)
    {
        Times.Next(Cron(cron, zone), Monday).ShouldBeNull();
        FireTimes.Due(Times, Cron(cron, zone, CatchUp.All), Monday.AddDays(-3), Monday).ShouldBeEmpty();
    }

    private static PlanSchedule Cron(string cron, string? zone, CatchUp catchUp = CatchUp.None) =>
        new() { Kind = ScheduleKind.Cron, Cron = cron, TimeZone = zone, CatchUp = catchUp };
}
