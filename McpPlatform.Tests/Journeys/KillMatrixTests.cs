using McpPlatform.Core.Runs;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Whatever the moment at which the Worker dies, the next one makes of the destination exactly what each mode promises.</summary>
public sealed class KillMatrixTests(KillStage stage) : IClassFixture<KillStage>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Points => [.. KillPointCatalog.All];

    [Fact]
    public void There_are_at_least_sixty_places_to_die() => KillPointCatalog.All.Count.ShouldBeGreaterThanOrEqualTo(60);

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Nothing_is_lost_or_doubled_when_the_worker_dies_at(string point)
    {
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await stage.Stack.Worker!.DisposeAsync();
        var needsFailure = point.Contains(KillPointCatalog.NodePoint(Contracts.Api.RunNode.HandleError, "entered").Split('.')[1], StringComparison.Ordinal);
        await stage.OpenShopAsync(!needsFailure, Cancel);
        var writer = needsFailure ? Task.CompletedTask : stage.KeepWritingAsync(writing.Token);

        await stage.Stack.StartWorkerAsync(Cancel, killAt: point);
        var runs = await stage.StartRunsAsync(Cancel);
        await stage.Stack.Worker.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await stage.OpenShopAsync(true, Cancel);

        await stage.Stack.StartWorkerAsync(Cancel);
        await stage.ShouldSucceedAsync(runs, Cancel);
        await writing.CancelAsync();
        await writer;
        await stage.ShouldSucceedAsync(await stage.StartRunsAsync(Cancel), Cancel);
        await stage.ShouldHoldWhatEachModePromisesAsync(Cancel);
    }
}
