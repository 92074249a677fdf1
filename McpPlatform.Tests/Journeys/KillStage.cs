using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>
/// A platform whose Worker is killed over and over: a shop database that is written to all the time, and four pipelines, one a mode, that
/// move it to the warehouse.
/// </summary>
public sealed class KillStage(TestPostgres postgres) : IAsyncLifetime
{
    private const int FirstRows = 300;
    private readonly List<(PipelineInfo Pipeline, SyncMode Mode)> pipelines = [];
    private string shop = "";

    public PlatformStack Stack { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await postgres.CreateDatabaseAsync(CancellationToken.None);
        await Runs.ExecuteAsync(
            shop,
            $"""
            CREATE TABLE items (id bigint PRIMARY KEY, note text, updated_at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
            INSERT INTO items SELECT i, 'first ' || i FROM generate_series(1, {FirstRows}) AS i;
            INSERT INTO journal (note) SELECT 'first ' || i FROM generate_series(1, {FirstRows}) AS i;
            """,
            CancellationToken.None);
        Stack = await PlatformStack.StartAsync(postgres, CancellationToken.None);
        await AddShopAsync();
        await AddPipelineAsync("items", "items_copy", SyncMode.FullRefreshOverwrite, null);
        await AddPipelineAsync("items", "items_history", SyncMode.FullRefreshAppend, null);
        await AddPipelineAsync("journal", "journal_log", SyncMode.IncrementalAppend, "id");
        await AddPipelineAsync("items", "items_latest", SyncMode.IncrementalDedup, "updated_at");
    }

    public async ValueTask DisposeAsync() => await Stack.DisposeAsync();

    /// <summary>Starts all four pipelines.</summary>
    public async Task<IReadOnlyList<Guid>> StartRunsAsync(CancellationToken cancellationToken)
    {
        var runs = new List<Guid>();
        foreach (var (pipeline, _) in pipelines)
        {
            runs.Add((await Stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, cancellationToken)).Id);
        }

        return runs;
    }

    public async Task ShouldSucceedAsync(IReadOnlyList<Guid> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            (await Stack.Client.WaitForEndAsync(run, cancellationToken)).ShouldHaveSucceeded();
        }
    }

    /// <summary>Writes to the shop until cancelled: new rows in both tables, and changed ones.</summary>
    public async Task KeepWritingAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(shop);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var command = source.CreateCommand(
                    """
                    INSERT INTO items SELECT max(id) + 1, 'later' FROM items;
                    UPDATE items SET note = 'changed', updated_at = clock_timestamp() WHERE id IN (SELECT id FROM items ORDER BY random() LIMIT 2);
                    INSERT INTO journal (note) VALUES ('later');
                    """);
                await command.ExecuteNonQueryAsync(cancellationToken);
                await Task.Delay(20, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Whether the shop takes connections; without, every run fails in a way that may pass.</summary>
    public async Task OpenShopAsync(bool open, CancellationToken cancellationToken)
    {
        var name = new NpgsqlConnectionStringBuilder(shop).Database;
        await Runs.ExecuteAsync(postgres.AdminConnectionString, $"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {open}", cancellationToken);
        if (!open)
        {
            await Runs.ExecuteAsync(
                postgres.AdminConnectionString, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", cancellationToken);
        }
    }

    /// <summary>Holds the warehouse against what each mode promises. Nobody writes and no run is under way.</summary>
    public async Task ShouldHoldWhatEachModePromisesAsync(CancellationToken cancellationToken)
    {
        await ShouldBeEqualAsync("items", "items_copy", cancellationToken);
        await ShouldBeEqualAsync("items", "items_latest", cancellationToken);
        await ShouldBeEqualAsync("journal", "journal_log", cancellationToken);
        await ShouldHaveEachRowOnceForEachRunAsync(cancellationToken);
    }

    private static async Task<string> DigestAsync(string database, string table, CancellationToken cancellationToken) =>
        await Runs.ScalarAsync<string>(
            database, $"SELECT count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM {table} AS t", cancellationToken);

    private async Task ShouldBeEqualAsync(string table, string target, CancellationToken cancellationToken) =>
        (await DigestAsync(Stack.WarehouseDatabase, target, cancellationToken))
            .ShouldBe(await DigestAsync(shop, table, cancellationToken), $"{target} differs from {table}");

    private async Task ShouldHaveEachRowOnceForEachRunAsync(CancellationToken cancellationToken)
    {
        var history = pipelines.Single(p => p.Mode == SyncMode.FullRefreshAppend).Pipeline;
        var runs = await Stack.Client.ListRunsAsync(history.Id, limit: 200, cancellationToken: cancellationToken);
        runs.Items.ShouldAllBe(run => run.State == RunState.Succeeded);
        (await Runs.ScalarAsync<long>(Stack.WarehouseDatabase, "SELECT count(*) FROM items_history", cancellationToken))
            .ShouldBe(runs.Items.Sum(run => run.Streams.Single().Loaded));
        (await Runs.ScalarAsync<long>(
                Stack.WarehouseDatabase,
                $"SELECT count(*) FROM (SELECT id FROM items_history WHERE id <= {FirstRows} GROUP BY id HAVING count(*) <> {runs.Items.Count}) AS wrong",
                cancellationToken))
            .ShouldBe(0, "a row of the first day is missing or doubled");
    }

    private async Task AddShopAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(shop);
        await Stack.Client.AddConnectionAsync(new AddConnection("shop", "postgres", new Dictionary<string, string>
        {
            ["host"] = server.Host!,
            ["port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["database"] = server.Database!,
            ["username"] = server.Username!,
            ["password"] = server.Password ?? "unused",
        }));
    }

    private async Task AddPipelineAsync(string table, string target, SyncMode mode, string? cursor)
    {
        var plan = new PipelinePlan
        {
            Version = PipelinePlan.CurrentVersion,
            Name = target,
            Source = new PlanEndpoint { Connection = "shop" },
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
        pipelines.Add((await Stack.Client.ApplyPlanAsync(new ApplyPlan(plan)), mode));
    }
}
