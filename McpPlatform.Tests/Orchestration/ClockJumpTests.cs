using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Orchestration.WorkerHarness;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

/// <summary>The wall clock of a Worker may jump, as when a virtual machine wakes up: leases and waits do not hang on it.</summary>
public sealed class ClockJumpTests(TestPostgres postgres)
{
    private static readonly StreamPlan Parcels = new()
    {
        Name = "parcels", Namespace = "public", Target = "parcels_copy", SyncMode = SyncMode.FullRefreshAppend,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_run_under_way_ends_well_once_when_the_clock_jumps_by_days(int days)
    {
        var clock = new JumpingClock();
        await using var worker = await TestWorker.StartAsync(await TestSite.CreateAsync(postgres), time: clock);
        await using var parcels = await GatedTable.CreateAsync(worker.Site.Warehouse, Cancellation);

        var run = await worker.StartRunAsync(Plans.TableToTable(Parcels));
        await GatedTable.WaitUntilStagedAsync(worker.Site.Warehouse, Cancellation);
        clock.Jump(TimeSpan.FromDays(days));
        await parcels.OpenAsync(Cancellation);
        var done = await worker.UntilAsync(run.Id, r => r.EndedAt is not null);

        done.State.ShouldBe(RunState.Succeeded, done.Error?.Message);
        await worker.Site.ShouldHaveAsync("SELECT count(DISTINCT id) || ' of ' || count(*) FROM parcels_copy", $"{GatedTable.Rows} of {GatedTable.Rows}");
        (await worker.Site.PlatformSqlAsync("SELECT max(fence) FROM leases")).ShouldBe(1L, "the lease was lost by the jump");
    }

    [Fact]
    public async Task A_run_that_waits_for_its_next_try_is_not_put_off_when_the_clock_jumps_back()
    {
        var clock = new JumpingClock();
        await using var worker = await TestWorker.StartAsync(
            await TestSite.CreateAsync(postgres), settings => settings["Worker:FirstRetryAfter"] = "00:00:02", clock);
        await using var parcels = await GatedTable.CreateAsync(worker.Site.Warehouse, Cancellation);
        await parcels.OpenAsync(Cancellation);
        await parcels.DisposeAsync();
        await AllowAsync(worker.Site, false);

        var run = await worker.StartRunAsync(Plans.TableToTable(Parcels));
        await worker.UntilAsync(run.Id, r => r.State == RunState.Retrying);
        clock.Jump(TimeSpan.FromDays(-1));
        await AllowAsync(worker.Site, true);
        var done = await worker.UntilAsync(run.Id, r => r.EndedAt is not null || r.State == RunState.WaitingForFix);

        done.State.ShouldBe(RunState.Succeeded, done.Error?.Message);
    }

    private async Task AllowAsync(TestSite site, bool allow)
    {
        var name = new NpgsqlConnectionStringBuilder(site.Warehouse).Database;
        await using var source = NpgsqlDataSource.Create(postgres.AdminConnectionString);
        await using var command = source.CreateCommand($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {allow}");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>A clock that can be set; what measures time goes on undisturbed.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long offset;

        public void Jump(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offset));
    }
}
