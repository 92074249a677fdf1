using FsCheck.Fluent;
using FsCheck;
using McpPlatform.Core.Planning;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Planning;

public sealed class CronTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("* * L * *")]
    [InlineData("-1 * * * *")]
    [InlineData("0 25 * * *")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_five_field_expression_is_refused_with_a_sentence(string? text)
    {
        CronExpression.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldEndWith(".");
    }

    [Theory]
    [InlineData("30 6 * * mon-fri", "2026-03-06T12:00Z", "2026-03-09T05:30Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00Z", "2028-02-28T23:00Z")]
    [InlineData("0 0 13 * 5", "2026-01-01T00:00Z", "2026-01-01T23:00Z")]
    [InlineData("0 12 * * 7", "2026-01-01T00:00Z", "2026-01-04T11:00Z")]
    [InlineData("5/20 3 1 jan *", "2026-01-01T02:10Z", "2026-01-01T02:25Z")]
    public void Fire_times_are_on_the_clock_of_the_zone(string cron, string after, string next) =>
        CronExpression.Parse(cron).Next(DateTimeOffset.Parse(after), Berlin).ShouldBe(DateTimeOffset.Parse(next));

    [Fact]
    public void A_day_that_never_comes_has_no_fire_time() =>
        CronExpression.Parse("0 0 30 2 *").Next(DateTimeOffset.Parse("2026-01-01T00:00Z"), Berlin).ShouldBeNull();

    [Fact]
    public void A_fixed_time_inside_the_spring_gap_fires_once_right_after_it()
    {
        var cron = CronExpression.Parse("0,30 2 * * *");
        var first = cron.Next(DateTimeOffset.Parse("2026-03-28T12:00Z"), Berlin)!.Value;
        first.ShouldBe(DateTimeOffset.Parse("2026-03-29T01:00Z"));
        cron.Next(first, Berlin).ShouldBe(DateTimeOffset.Parse("2026-03-30T00:00Z"));
    }

    [Fact]
    public void A_fixed_time_shown_twice_in_autumn_fires_the_first_time_only()
    {
        var cron = CronExpression.Parse("30 2 * * *");
        var first = cron.Next(DateTimeOffset.Parse("2026-10-24T12:00Z"), Berlin)!.Value;
        first.ShouldBe(DateTimeOffset.Parse("2026-10-25T00:30Z"));
        cron.Next(first, Berlin).ShouldBe(DateTimeOffset.Parse("2026-10-26T01:30Z"));
    }

    [Theory]
    [InlineData("*/15 * * * *", "2026-03-28T22:00Z", 15)]
    [InlineData("*/15 * * * *", "2026-10-24T22:00Z", 15)]
    [InlineData("0 * * * *", "2026-03-28T22:00Z", 60)]
    [InlineData("0 * * * *", "2026-10-24T22:00Z", 60)]
    public void A_series_keeps_its_distance_when_the_clock_is_changed(string text, string from, int minutes)
    {
        var cron = CronExpression.Parse(text);
        var at = cron.Next(DateTimeOffset.Parse(from), Berlin)!.Value;
        for (var i = 0; i < 40; i++)
        {
            var next = cron.Next(at, Berlin)!.Value;
            (next - at).ShouldBe(TimeSpan.FromMinutes(minutes));
            at = next;
        }
    }

    [Fact]
    public void The_next_fire_time_is_the_one_found_by_trying_every_minute()
    {
        var fields = from minute in Gen.Elements("*", "*/7", "0", "15,45", "10-20", "50-59/3")
                     from hour in Gen.Elements("*", "*/5", "0", "2", "2,3", "9-17", "23")
                     from day in Gen.Elements("*", "1", "*/2", "29-31", "25")
                     from month in Gen.Elements("*", "3", "10", "*/2")
                     from weekday in Gen.Elements("*", "0", "1-5", "sun", "6,7")
                     from start in Gen.Choose(0, 525_600)
                     select ($"{minute} {hour} {day} {month} {weekday}", start);
        Prop.ForAll(fields.ToArbitrary(), sample =>
        {
            var cron = CronExpression.Parse(sample.Item1);
            var after = DateTimeOffset.Parse("2026-01-01T00:00Z").AddMinutes(sample.start);
            var limit = after.AddDays(20);
            var next = cron.Next(after, Berlin);
            var expected = ByTrying(cron, after, limit);
            return expected is null ? next is null || next > limit : next == expected;
        }).QuickCheckThrowOnFailure();
    }

    // Every minute of the real clock shows a wall time; a fixed time that was skipped counts at the minute after the gap, a second showing does not count.
    private static DateTimeOffset? ByTrying(CronExpression cron, DateTimeOffset after, DateTimeOffset limit)
    {
        var series = cron.Text.Split(' ')[0].StartsWith('*') || cron.Text.Split(' ')[1].StartsWith('*');
        for (var at = after.AddMinutes(1); at <= limit; at = at.AddMinutes(1))
        {
            var wall = TimeZoneInfo.ConvertTime(at, Berlin).DateTime;
            var before = TimeZoneInfo.ConvertTime(at.AddMinutes(-1), Berlin).DateTime;
            var second = !series && Berlin.IsAmbiguousTime(wall) && TimeZoneInfo.ConvertTime(at.AddHours(-1), Berlin).DateTime == wall;
            var skipped = !series && wall - before > TimeSpan.FromMinutes(1)
                && Enumerable.Range(1, (int)(wall - before).TotalMinutes - 1).Any(m => cron.Fits(before.AddMinutes(m)));
            if ((cron.Fits(wall) && !second) || skipped)
            {
                return at;
            }
        }

        return null;
    }
}
