using System.Diagnostics;
using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Events;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Workers;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class LiveTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_can_be_watched_from_its_beginning_to_its_end_with_progress_in_between()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var run = await gateway.Admin.StartRunAsync((await gateway.ApplyAsync()).Id, cancellationToken: Cancel);
        var progress = gateway.Get<IProgressChannel>();
        var seen = new List<string>();
        var claimed = await ClaimAsync(gateway);
        await foreach (var update in gateway.Admin.WatchRunAsync(run.Id, cancellationToken: Cancel))
        {
            seen.Add(update.Event?.Type ?? "progress");
            if (update.Event?.Type == EventTypes.RunClaimed)
            {
                await progress.PublishAsync(
                    "default", new RunProgress(run.Id, RunNode.RunDataSync, "airports.csv", 10, 100, 5), Cancel);
            }

            if (update.Progress is { Rows: 10 })
            {
                await FailAsync(gateway, claimed);
            }
        }

        seen.ShouldBe([EventTypes.RunQueued, EventTypes.RunClaimed, "progress", EventTypes.RunEnded]);
    }

    [Fact]
    public async Task A_reader_that_comes_back_misses_no_event_and_gets_none_twice()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var run = await gateway.Admin.StartRunAsync((await gateway.ApplyAsync()).Id, cancellationToken: Cancel);
        var claimed = await ClaimAsync(gateway);
        long last = 0;
        await foreach (var update in gateway.Admin.WatchRunAsync(run.Id, cancellationToken: Cancel))
        {
            last = update.Event!.Seq;
            break;
        }

        await FailAsync(gateway, claimed);
        var rest = await gateway.Admin.WatchRunAsync(run.Id, last, Cancel).Select(u => u.Event!.Type).ToListAsync(Cancel);
        rest.ShouldBe([EventTypes.RunClaimed, EventTypes.RunEnded]);
    }

    [Fact]
    public async Task A_reader_that_has_seen_the_end_is_told_that_nothing_follows()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var run = await gateway.Admin.StartRunAsync((await gateway.ApplyAsync()).Id, cancellationToken: Cancel);
        await gateway.Admin.CancelRunAsync(run.Id, Cancel);
        var all = await gateway.Admin.WatchRunAsync(run.Id, cancellationToken: Cancel).ToListAsync(Cancel);
        var http = gateway.Http(gateway.AdminKey);
        http.DefaultRequestHeaders.Add("Last-Event-ID", $"{all[^1].Event!.Seq}");
        using var response = await http.GetAsync(new Uri($"api/v1/runs/{run.Id}/events", UriKind.Relative), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_run_that_ended_long_ago_and_whose_events_were_dropped_leaves_nobody_waiting()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var run = await gateway.Admin.StartRunAsync((await gateway.ApplyAsync()).Id, cancellationToken: Cancel);
        await gateway.Admin.CancelRunAsync(run.Id, Cancel);
        await gateway.Admin.WatchRunAsync(run.Id, cancellationToken: Cancel).ToListAsync(Cancel);
        await using var source = Npgsql.NpgsqlDataSource.Create(gateway.Owner);
        await using var delete = source.CreateCommand("DELETE FROM events");
        await delete.ExecuteNonQueryAsync(Cancel);

        using var response = await gateway.Http(gateway.AdminKey).GetAsync(new Uri($"api/v1/runs/{run.Id}/events", UriKind.Relative), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_the_gateways_stop()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var run = await gateway.Admin.StartRunAsync((await gateway.ApplyAsync()).Id, cancellationToken: Cancel);
        await using var watching = gateway.Admin.WatchRunAsync(run.Id, cancellationToken: Cancel).GetAsyncEnumerator(Cancel);
        (await watching.MoveNextAsync()).ShouldBeTrue();
        var clock = Stopwatch.StartNew();
        await gateway.StopAsync();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task A_run_of_nobody_is_not_found_before_a_stream_begins()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var response = await gateway.Http(gateway.AdminKey).GetAsync(new Uri($"api/v1/runs/{Guid.NewGuid()}/events", UriKind.Relative), Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<ClaimedRun> ClaimAsync(TestGateway gateway)
    {
        var worker = (await gateway.Get<WorkerPresence>().SessionAsync(Cancel)).Identity;
        var claimed = (await gateway.Get<IRunStore>().ClaimAsync(worker, Cancel))!;
        if (claimed.Run.Info.State != RunState.Running)
        {
            claimed.Run.Begin(TimeProvider.System.GetUtcNow());
            await gateway.Get<IRunStore>().SaveAsync(claimed.Lease, claimed.Run, Cancel);
            claimed.Run.ClearEvents();
        }

        return claimed;
    }

    private static async Task FailAsync(TestGateway gateway, ClaimedRun claimed)
    {
        claimed.Run.Fail(new RunError(FailureClass.Configuration, RunNode.InitializeRun, "No."), TimeProvider.System.GetUtcNow());
        await gateway.Get<IRunStore>().SaveAsync(claimed.Lease, claimed.Run, Cancel);
    }
}
