using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;

namespace McpPlatform.Tests.Journeys;

/// <summary>What every journey's test does: apply, approve as the administrator, run, wait for the end.</summary>
internal static class Runs
{
    /// <summary>Applies a plan, opens its gates, runs it once and waits until it has ended.</summary>
    public static async Task<RunInfo> RunOnceAsync(this PlatformClient client, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var pipeline = await client.ApplyPlanAsync(new ApplyPlan(plan), cancellationToken);
        await client.ApproveAllAsync(cancellationToken);
        var run = await client.StartRunAsync(pipeline.Id, pipeline.PlanHash, cancellationToken);
        return await client.WaitForEndAsync(run.Id, cancellationToken);
    }

    public static async Task ApproveAllAsync(this PlatformClient client, CancellationToken cancellationToken)
    {
        var pending = await client.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: cancellationToken);
        foreach (var approval in pending.Items)
        {
            await client.DecideApprovalAsync(approval.Id, new DecideApproval(true), cancellationToken);
        }
    }

    /// <summary>Watches a run to its end; fails when it waits for a person or a minute passes.</summary>
    public static async Task<RunInfo> WaitForEndAsync(this PlatformClient client, Guid runId, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var run = await client.GetRunAsync(runId, deadline.Token);
            if (run.State is RunState.Succeeded or RunState.Failed or RunState.Cancelled or RunState.WaitingForFix or RunState.WaitingForApproval)
            {
                return run;
            }

            await Task.Delay(50, deadline.Token);
        }
    }

    public static void ShouldHaveSucceeded(this RunInfo run) => run.State.ShouldBe(RunState.Succeeded, run.Error?.Message);

    public static async Task<T> ScalarAsync<T>(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
