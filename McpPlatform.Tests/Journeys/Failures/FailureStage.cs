using System.Globalization;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;

namespace McpPlatform.Tests.Journeys.Failures;

/// <summary>What the failure journeys share: small checkpoints, short leases, and plans from the shop.</summary>
internal static class FailureStage
{
    /// <summary>Checkpoints after each segment; leases of three seconds, so that a Worker which hangs is succeeded soon.</summary>
    public static Dictionary<string, string> Settings => new()
    {
        ["DataPlane:CheckpointRows"] = "8192",
        ["Store:LeaseTime"] = "00:00:03",
        ["Worker:RenewEvery"] = "00:00:00.500",
        ["Worker:RenewPatience"] = "00:00:01.500",
        ["Worker:FirstRetryAfter"] = "00:00:00.200",
        ["Worker:LongestRetryAfter"] = "00:00:02",
    };

    /// <summary>Makes a database a connection named <c>shop</c>.</summary>
    public static async Task AddShopAsync(this PlatformStack stack, string database)
    {
        var server = new NpgsqlConnectionStringBuilder(database);
        await stack.Client.AddConnectionAsync(new AddConnection("shop", "postgres", new Dictionary<string, string>
        {
            ["host"] = server.Host!,
            ["port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["database"] = server.Database!,
            ["username"] = server.Username!,
            ["password"] = server.Password ?? "unused",
        }));
    }

    public static PipelinePlan Plan(string table, string target, SyncMode mode, string? cursor = null, string destination = "warehouse") => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = $"{table} to {target}",
        Source = new PlanEndpoint { Connection = "shop" },
        Destination = new PlanEndpoint { Connection = destination },
        Streams =
        [
            new StreamPlan
            {
                Name = table, Namespace = "public", Target = target, SyncMode = mode, CursorField = cursor,
                PrimaryKey = mode == SyncMode.IncrementalDedup ? ["id"] : [],
            },
        ],
    };

    /// <summary>Applies a plan and starts a run of it.</summary>
    public static async Task<RunInfo> StartAsync(this PlatformClient client, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var pipeline = await client.ApplyPlanAsync(new ApplyPlan(plan), cancellationToken);
        return await client.StartRunAsync(pipeline.Id, pipeline.PlanHash, cancellationToken);
    }

    /// <summary>How many different rows a target has, of how many.</summary>
    public static Task<string> CountAsync(string database, string table, CancellationToken cancellationToken) =>
        Runs.ScalarAsync<string>(database, $"SELECT count(DISTINCT id) || ' of ' || count(*) FROM {table}", cancellationToken);
}
