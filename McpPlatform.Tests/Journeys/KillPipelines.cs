using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;

namespace McpPlatform.Tests.Journeys;

/// <summary>Four pipelines, one a mode, and what each promises. The one that appends reads in partitions.</summary>
internal sealed class KillPipelines
{
    private readonly List<PipelineInfo> all = [];
    private PipelineInfo history = null!;
    private HashSet<Guid> earlier = [];

    public async Task ApplyAsync(PlatformClient client)
    {
        await ApplyAsync(client, "items", "items_copy", SyncMode.FullRefreshOverwrite, null);
        history = await ApplyAsync(client, "items", "items_history", SyncMode.FullRefreshAppend, null);
        await ApplyAsync(client, "journal", "journal_log", SyncMode.IncrementalAppend, "id");
        await ApplyAsync(client, "items", "items_latest", SyncMode.IncrementalDedup, "updated_at");
    }

    public async Task<IReadOnlyList<Guid>> StartAsync(PlatformClient client, CancellationToken cancellationToken)
    {
        var runs = new List<Guid>();
        foreach (var pipeline in all)
        {
            runs.Add((await client.StartRunAsync(pipeline.Id, pipeline.PlanHash, cancellationToken)).Id);
        }

        return runs;
    }

    public async Task<Guid> StartPartitionedAsync(PlatformClient client, CancellationToken cancellationToken) =>
        (await client.StartRunAsync(history.Id, history.PlanHash, cancellationToken)).Id;

    /// <summary>A run of a pipeline of its own that overwrites somebody's table, which a person has approved.</summary>
    public static async Task<Guid> StartApprovedAsync(PlatformStack stack, CancellationToken cancellationToken)
    {
        await Runs.ExecuteAsync(stack.WarehouseDatabase, "DROP TABLE IF EXISTS items_of_others; CREATE TABLE items_of_others (id bigint)", cancellationToken);
        var pipeline = await stack.Client.ApplyPlanAsync(new ApplyPlan(Plan("items", "items_of_others", SyncMode.FullRefreshOverwrite, null)), cancellationToken);
        await stack.Client.ApproveAllAsync(cancellationToken);
        return (await stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, cancellationToken)).Id;
    }

    /// <summary>New rows in the shop; what only grows begins anew, so that comparing stays cheap.</summary>
    public async Task BeginRoundAsync(PlatformStack stack, KillShop shop, CancellationToken cancellationToken)
    {
        await shop.BeginRoundAsync(cancellationToken);
        await Runs.ExecuteAsync(stack.WarehouseDatabase, "TRUNCATE items_history, journal_log", cancellationToken);
        earlier = [.. (await HistoryAsync(stack, cancellationToken)).Select(r => r.Id)];
    }

    /// <summary>Holds the warehouse against the shop. Nobody writes and no run is under way.</summary>
    public async Task ShouldHoldWhatEachModePromisesAsync(PlatformStack stack, KillShop shop, CancellationToken cancellationToken)
    {
        await ShouldBeEqualAsync(stack, shop, "items", "items_copy", cancellationToken);
        await ShouldBeEqualAsync(stack, shop, "items", "items_latest", cancellationToken);
        await ShouldBeEqualAsync(stack, shop, "journal", "journal_log", cancellationToken);
        await ShouldHaveEachRowOnceForEachRunAsync(stack, cancellationToken);
    }

    private static async Task ShouldBeEqualAsync(PlatformStack stack, KillShop shop, string table, string target, CancellationToken cancellationToken) =>
        (await DigestAsync(stack.WarehouseDatabase, target, cancellationToken))
            .ShouldBe(await DigestAsync(shop.Database, table, cancellationToken), $"{target} differs from {table}");

    private static Task<string> DigestAsync(string database, string table, CancellationToken cancellationToken) => Runs.ScalarAsync<string>(
        database, $"SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} AS t", cancellationToken);

    private static void ShouldAddUp(RunInfo run)
    {
        run.ShouldHaveSucceeded();
        var stream = run.Streams.ShouldHaveSingleItem();
        stream.Read.ShouldBe(stream.Loaded + stream.Merged + stream.Rejected + stream.Discarded);
    }

    private async Task ShouldHaveEachRowOnceForEachRunAsync(PlatformStack stack, CancellationToken cancellationToken)
    {
        var runs = (await HistoryAsync(stack, cancellationToken)).Where(r => !earlier.Contains(r.Id)).ToList();
        runs.ForEach(ShouldAddUp);
        (await Runs.ScalarAsync<long>(stack.WarehouseDatabase, "SELECT count(*) FROM items_history", cancellationToken))
            .ShouldBe(runs.Sum(run => run.Streams.Single().Loaded), "items_history has other rows than its runs loaded");
        (await Runs.ScalarAsync<long>(
                stack.WarehouseDatabase,
                $"SELECT count(*) FROM (SELECT id FROM items_history WHERE id <= 20000 GROUP BY id HAVING count(*) <> {runs.Count}) AS wrong",
                cancellationToken))
            .ShouldBe(0, "a row of the first day is missing or doubled");
    }

    private async Task<IReadOnlyList<RunInfo>> HistoryAsync(PlatformStack stack, CancellationToken cancellationToken) =>
        (await stack.Client.ListRunsAsync(history.Id, limit: 200, cancellationToken: cancellationToken)).Items;

    private async Task<PipelineInfo> ApplyAsync(PlatformClient client, string table, string target, SyncMode mode, string? cursor)
    {
        var pipeline = await client.ApplyPlanAsync(new ApplyPlan(Plan(table, target, mode, cursor)));
        all.Add(pipeline);
        return pipeline;
    }

    private static PipelinePlan Plan(string table, string target, SyncMode mode, string? cursor)
    {
        var partitions = mode == SyncMode.FullRefreshAppend ? new Dictionary<string, string> { ["partitions"] = "2" } : [];
        return new PipelinePlan
        {
            Version = PipelinePlan.CurrentVersion,
            Name = target,
            Source = new PlanEndpoint { Connection = "shop", Options = partitions },
            Destination = new PlanEndpoint { Connection = "warehouse" },
            Streams =
            [
                new StreamPlan
                {
                    Name = table, Namespace = "public", Target = target, SyncMode = mode, CursorField = cursor,
                    PrimaryKey = mode == SyncMode.IncrementalDedup ? ["id"] : [],
                },
            ],
        };
    }
}
