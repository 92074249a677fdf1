using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Runs;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Whatever the moment at which the Worker dies while it writes files, they hold in the end exactly what each mode promises.</summary>
public sealed class FilesKillTests(FilesStage stage) : IClassFixture<FilesStage>
{
    private const int FirstRows = 400;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Points => [.. KillPointCatalog.Files];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Files_lose_and_double_nothing_when_the_worker_dies_at(string point)
    {
        var name = "k_" + point.Replace('.', '_').Replace('-', '_');
        var pipelines = await PrepareAsync(name);
        await stage.Stack.Worker!.DisposeAsync();

        await stage.Stack.StartWorkerAsync(Cancel, killAt: point);
        var runs = await StartAsync(pipelines);
        await stage.Stack.Worker.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await AddLateRowsAsync(name);
        await stage.Stack.StartWorkerAsync(Cancel);
        await EndWellAsync(runs);
        await EndWellAsync(await StartAsync(pipelines));

        var shop = await FilesStage.ListAsync(stage.Shop, $"SELECT id || ',' || note FROM {name} ORDER BY (id || ',' || note) COLLATE \"C\"", Cancel);
        (await RowsAsync(name, $"{name}.csv")).ShouldBe(shop);
        (await RowsAsync(name, $"{name}_log*.csv")).ShouldBe(shop);
        var copied = await RowsAsync(name, $"{name}_again*.csv");
        var files = await stage.Stack.Client.ListRunsAsync(pipelines[2].Id, cancellationToken: Cancel);
        copied.Count.ShouldBe((int)files.Items.Sum(r => r.Streams.Single().Loaded));
        copied.Distinct().Count().ShouldBe(FirstRows);
        copied.Count.ShouldBe(FirstRows * files.Items.Count);
    }

    private async Task<IReadOnlyList<PipelineInfo>> PrepareAsync(string name)
    {
        await Runs.ExecuteAsync(
            stage.Shop,
            $"CREATE TABLE {name} (id bigint GENERATED ALWAYS AS IDENTITY, note text); INSERT INTO {name} (note) SELECT 'first' FROM generate_series(1, {FirstRows})",
            Cancel);
        await stage.PutAsync($"in/{name}.csv", "id,note\n" + string.Concat(Enumerable.Range(1, FirstRows).Select(i => $"{i},first\n")), Cancel);
        PipelinePlan[] plans =
        [
            FilesStage.PlanOf($"shop/{name}", $"inbox/{name}.csv"),
            FilesStage.PlanOf($"shop/{name}", $"inbox/{name}_log.csv", SyncMode.IncrementalAppend).Growing("id"),
            FilesStage.PlanOf($"inbox/in/{name}.csv", $"inbox/{name}_again.csv", SyncMode.FullRefreshAppend),
        ];
        var pipelines = new List<PipelineInfo>();
        foreach (var plan in plans)
        {
            pipelines.Add(await stage.Stack.Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel));
        }

        // The matrix of versions begins with a target of its own.
        await EndWellAsync(await StartAsync(pipelines));
        return pipelines;
    }

    private async Task<IReadOnlyList<Guid>> StartAsync(IReadOnlyList<PipelineInfo> pipelines)
    {
        var runs = new List<Guid>();
        foreach (var pipeline in pipelines)
        {
            runs.Add((await stage.Stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel)).Id);
        }

        return runs;
    }

    private async Task EndWellAsync(IReadOnlyList<Guid> runs)
    {
        foreach (var run in runs)
        {
            (await stage.Stack.Client.WaitForEndAsync(run, Cancel)).ShouldHaveSucceeded();
        }
    }

    private Task AddLateRowsAsync(string name) =>
        Runs.ExecuteAsync(stage.Shop, $"INSERT INTO {name} (note) SELECT 'late' FROM generate_series(1, 50)", Cancel);

    /// <summary>Rows of the files a pattern fits, read without the platform.</summary>
    private async Task<List<string>> RowsAsync(string name, string pattern)
    {
        var rows = new List<string>();
        foreach (var file in Directory.GetFiles(stage.Stack.Inbox, pattern))
        {
            var lines = await File.ReadAllLinesAsync(file, Cancel);
            lines[0].ShouldBe("id,note", name);
            rows.AddRange(lines.Skip(1));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
