using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Tests that share one platform, each with databases, tables and files of its own names.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPlatform : ICollectionFixture<JourneyStage>
{
    public const string Name = "shared platform";
}

/// <summary>A running platform that several tests use, impatient so that they need not wait.</summary>
public sealed class JourneyStage(TestPostgres postgres) : IAsyncLifetime
{
    public const string Password = "geheim-Kq7-zaubernuss";

    private static readonly Dictionary<string, string> Impatient = new()
    {
        ["Worker:LookEvery"] = "00:00:00.200",
        ["Worker:RenewEvery"] = "00:00:00.200",
        ["Worker:FirstRetryAfter"] = "00:00:00.200",
        ["Worker:LongestRetryAfter"] = "00:00:00.500",
    };

    public PlatformStack Stack { get; private set; } = null!;

    public PlatformClient Client => Stack.Client;

    public TestPostgres Postgres => postgres;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Stack = await PlatformStack.StartAsync(
        await postgres.CreateDatabaseAsync(CancellationToken.None), await postgres.CreateDatabaseAsync(CancellationToken.None), CancellationToken.None,
        startWorker: true, Impatient);

    public async ValueTask DisposeAsync() => await Stack.DisposeAsync();

    /// <summary>Makes a database and a connection to it.</summary>
    public async Task<string> AddDatabaseAsync(string connection, string sql)
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await Runs.ExecuteAsync(database, sql, Cancel);
        await Client.AddConnectionAsync(new AddConnection(connection, "postgres", Options(database)), Cancel);
        return database;
    }

    public static Dictionary<string, string> Options(string database)
    {
        var server = new NpgsqlConnectionStringBuilder(database);
        return new Dictionary<string, string>
        {
            ["host"] = server.Host!,
            ["port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["database"] = server.Database!,
            ["username"] = server.Username!,
            ["password"] = server.Password ?? Password,
        };
    }

    /// <summary>Plans from words; they must suffice.</summary>
    public async Task<PipelinePlan> PlanAsync(string words)
    {
        var answer = await Client.StartConversationAsync(words, Cancel);
        answer.Status.ShouldBe(
            PlanAnswerStatus.Ready, string.Join(" ", answer.Questions.Select(q => q.Question).Concat(answer.Reasons.Select(r => r.Reason))));
        answer.NotUnderstood.ShouldBeEmpty();
        return answer.Plan!;
    }

    public async Task<RunInfo> RunAsync(PipelinePlan plan)
    {
        var run = await Client.RunOnceAsync(plan, Cancel);
        run.ShouldHaveSucceeded();
        run.Streams.ShouldAllBe(s => s.Read == s.Loaded + s.Merged + s.Rejected + s.Discarded);
        return run;
    }

    /// <summary>Applies a plan and starts it without deciding anything.</summary>
    public async Task<RunInfo> StartAsync(PipelinePlan plan)
    {
        var pipeline = await Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel);
        return await Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel);
    }

    public async Task<RunInfo> UntilAsync(Guid run, RunState wanted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var info = await Client.GetRunAsync(run, Cancel);
        while (info.State != wanted && !deadline.IsCancellationRequested)
        {
            await Task.Delay(50, Cancel);
            info = await Client.GetRunAsync(run, Cancel);
        }

        info.State.ShouldBe(wanted, info.Error?.Message);
        return info;
    }

    public Task<T> WarehouseAsync<T>(string sql) => Runs.ScalarAsync<T>(Stack.WarehouseDatabase, sql, Cancel);

    /// <summary>All rows of a query as one text.</summary>
    public Task<string> RowsAsync(string query) => RowsAsync(Stack.WarehouseDatabase, query);

    public static Task<string> RowsAsync(string database, string query) =>
        Runs.ScalarAsync<string>(database, $"SELECT coalesce(string_agg(r::text, ' ' ORDER BY r::text), '') FROM ({query}) AS r", Cancel);

    public Task WriteInboxAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(Stack.Inbox, name), content, Cancel);
}
