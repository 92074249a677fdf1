using McpPlatform.Core.Audit;
using McpPlatform.Gateway.Audit;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class CallAuditOutageTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_PostgreSQL_is_away_nothing_is_lost_and_nothing_doubled()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var line = PortForward.ToDatabase(store.Owner);
        var through = new NpgsqlConnectionStringBuilder(store.Owner) { Host = "127.0.0.1", Port = line.Port }.ConnectionString;
        await using var away = await TestStore.OpenAsync(through);
        var (buffer, writer) = Writer(away.Get<ICallAuditStore>());
        using var _ = writer;
        await writer.StartAsync(Cancel);
        var recorded = 0;
        for (var round = 0; round < 4; round++)
        {
            recorded += await RecordAsync(buffer, recorded, 2_000, TimeSpan.FromMilliseconds(300));
            line.Close();
            recorded += await RecordAsync(buffer, recorded, 1_000, TimeSpan.FromMilliseconds(300));
            line.Open();
        }

        await writer.StopAsync(Cancel);

        await ShouldHaveAllAsync(store, recorded);
    }

    [Fact]
    public async Task A_batch_whose_connection_is_cut_at_any_moment_is_stored_once()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var away = await TestStore.OpenAsync(store.Owner);
        var (buffer, writer) = Writer(away.Get<ICallAuditStore>());
        using var _ = writer;
        await writer.StartAsync(Cancel);
        var recording = RecordAsync(buffer, 0, 20_000, TimeSpan.FromSeconds(3));
        var cut = 0L;
        while (!recording.IsCompleted)
        {
            cut += (long)(await store.SqlAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mcpp direct'"))!;
            await Task.Delay(Random.Shared.Next(1, 60), Cancel);
        }

        await writer.StopAsync(Cancel);

        cut.ShouldBeGreaterThan(10);
        await ShouldHaveAllAsync(store, await recording);
    }

    private static (CallAuditBuffer Buffer, CallAuditWriter Writer) Writer(ICallAuditStore store)
    {
        var options = Options.Create(new CallAuditOptions
        {
            Batch = 500, FlushInterval = TimeSpan.FromMilliseconds(10), RetryDelay = TimeSpan.FromMilliseconds(200), AnchorInterval = TimeSpan.FromMilliseconds(100),
        });
        var buffer = new CallAuditBuffer(store, new NoMask(), options, TimeProvider.System, NullLogger<CallAuditBuffer>.Instance);
        return (buffer, new CallAuditWriter(buffer, store, options, TimeProvider.System, NullLogger<CallAuditWriter>.Instance));
    }

    private static async Task<int> RecordAsync(CallAuditBuffer buffer, int before, int count, TimeSpan within)
    {
        const int parts = 20;
        for (var part = 0; part < parts; part++)
        {
            for (var n = 0; n < count / parts; n++)
            {
                buffer.TryReserve().ShouldBeTrue();
                buffer.Record(Calls.One(before + (part * count / parts) + n + 1, Calls.Noon));
            }

            await Task.Delay(within / parts, Cancel);
        }

        return count;
    }

    private static async Task ShouldHaveAllAsync(TestStore store, int recorded)
    {
        (await store.SqlAsync("SELECT count(*) || ' of ' || count(DISTINCT name) || ' up to ' || max(number) FROM call_audit"))
            .ShouldBe($"{recorded} of {recorded} up to {recorded}");
        var verified = await store.Get<ICallAuditStore>().VerifyAsync(Cancel);
        verified.Whole.ShouldBeTrue(verified.EventLogFlaw ?? verified.Chains[0].Break?.Message);
    }
}
