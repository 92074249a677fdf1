using McpPlatform.Client.Words;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class ScheduleWordsTests
{
    [Theory]
    [InlineData("30 6 * * 1-5", "Every weekday at 06:30, UTC")]
    [InlineData("0 * * * *", "Every hour, UTC")]
    [InlineData("15 * * * *", "Every hour at 15 minutes past, UTC")]
    [InlineData("0 9-17 * * *", "Every hour between 09:00 and 17:00, UTC")]
    [InlineData("0 9-17 * * 1-5", "Every hour between 09:00 and 17:00, every weekday, UTC")]
    [InlineData("0 8,20 * * *", "Every day at 08:00 and 20:00, UTC")]
    [InlineData("0 0 1 * *", "On the 1st of the month at 00:00, UTC")]
    [InlineData("0 7 1,15 * *", "On the 1st and 15th of the month at 07:00, UTC")]
    [InlineData("0 7 * * 1,3,5", "Every Monday, Wednesday and Friday at 07:00, UTC")]
    [InlineData("0 7 * * MON", "Every Monday at 07:00, UTC")]
    [InlineData("0 7 * * 7", "Every Sunday at 07:00, UTC")]
    [InlineData("*/15 * * * *", "Every 15 minutes, UTC")]
    [InlineData("0 */6 * * *", "Every 6 hours, UTC")]
    [InlineData("* * * * *", "Every minute, UTC")]
    public void Usual_schedules_are_said_in_words(string cron, string words) => ScheduleWords.Of(Cron(cron)).ShouldBe(words);

    [Theory]
    [InlineData("0 7 1 6 *")]
    [InlineData("5-10 7 * * *")]
    [InlineData("0 7 1 * 1")]
    [InlineData("0 0/2 * * *")]
    [InlineData("nonsense")]
    public void Others_are_shown_as_they_are_rather_than_described_wrongly(string cron) =>
        ScheduleWords.Of(Cron(cron)).ShouldBe($"By the cron expression “{cron}”, UTC");

    private static PlanSchedule Cron(string cron) => new() { Kind = ScheduleKind.Cron, Cron = cron };
}
