using McpPlatform.Worker.Orchestration;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(5, 8, 16)]
    [InlineData(40, 150, 300)]
    public void A_wait_doubles_up_to_a_limit_and_half_of_it_is_chance(int attempt, double least, double most)
    {
        Backoff.Delay(attempt, First, Longest, 0).TotalSeconds.ShouldBe(least);
        Backoff.Delay(attempt, First, Longest, 1).TotalSeconds.ShouldBe(most);
    }
}
