using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>
/// Whatever the moment at which the Worker dies, the next one makes of the destination exactly what each mode promises. A Worker that does not
/// come to the moment fails the test. The whole, with many kills from outside: <c>McpPlatform.Benchmarks -- kill</c>.
/// </summary>
public sealed class KillMatrixTests(KillStage stage) : IClassFixture<KillStage>
{
    private const int Seed = 20260;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Moments => [.. KillPointCatalog.Matrix];

    public static TheoryData<int> Kills => [.. Enumerable.Range(1, 5)];

    [Fact]
    public void There_are_at_least_sixty_moments_to_die_at() => KillPointCatalog.Matrix.Distinct().Count().ShouldBeGreaterThanOrEqualTo(60);

    [Theory]
    [MemberData(nameof(Moments))]
    public Task Nothing_is_lost_or_doubled_when_the_worker_dies_at(string moment) =>
        stage.KillOnceAsync(moment, _ => Task.CompletedTask, Cancel);

    [Theory]
    [MemberData(nameof(Kills))]
    public Task Nothing_is_lost_or_doubled_when_the_worker_is_killed_from_outside(int kill) =>
        stage.KillOnceAsync(null, worker => RandomKill.Of(Seed, kill).StrikeAsync(worker, Cancel), Cancel);
}
