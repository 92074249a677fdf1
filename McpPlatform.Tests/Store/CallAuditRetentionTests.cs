using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Events;
using McpPlatform.Store.Database;
using McpPlatform.Store.Migrations;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class CallAuditRetentionTests(TestPostgres postgres)
{
    private static readonly DateTimeOffset Midnight = Calls.Noon.AddHours(-12).AddDays(-10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Days_that_are_old_enough_are_dropped_and_the_chain_still_holds_over_their_digests()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var audit = store.Get<ICallAuditStore>();
        var chain = await WriteAsync(audit);

        var dropped = await audit.ExpireAsync(Midnight.AddDays(1), Cancellation);

        dropped.ShouldBe([new ExpiredDay(DayOf(-1), 4), new ExpiredDay(DayOf(0), 4)]);
        (await CallAuditStoreTests.AllAsync(audit, new AuditFilter())).Select(r => r.Number).ShouldBe([10, 9]);
        var found = await audit.VerifyAsync(Cancellation);
        found.Whole.ShouldBeTrue();
        var walked = found.Chains.ShouldHaveSingleItem();
        (walked.Records, walked.Expired, walked.Last, walked.Hash).ShouldBe((2, 8, 10, Convert.ToHexStringLower(chain[^1].Hash)));
        (await audit.ExpireAsync(Midnight.AddDays(1), Cancellation)).ShouldBeEmpty();
        var log = store.Get<IEventLog>();
        await Eventually.TrueAsync(
            async () => (await log.ReadAsync("default", 0, null, 10, Cancellation)).Count(e => e.Type == "audit.expired") == 2, TimeSpan.FromSeconds(10), "two events", Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Records_of_two_days_may_lie_between_each_other(int daysDropped)
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await WriteAsync(audit);

        await audit.ExpireAsync(Midnight.AddDays(daysDropped - 1), Cancellation);

        var found = await audit.VerifyAsync(Cancellation);
        found.Whole.ShouldBeTrue();
        (found.Chains[0].Records + found.Chains[0].Expired).ShouldBe(10);
    }

    [Theory]
    [InlineData("UPDATE call_audit SET rule = 'x' WHERE number = 9", 9, AuditFlaw.Changed)]
    [InlineData("DELETE FROM call_audit WHERE number = 9", 9, AuditFlaw.Missing)]
    [InlineData("DELETE FROM call_audit WHERE number >= 9", 9, AuditFlaw.RemovedAtEnd)]
    [InlineData("DELETE FROM call_audit_digests WHERE first_number = 1", 1, AuditFlaw.Missing)]
    [InlineData("UPDATE call_audit_digests SET last_hash = sha256('x') WHERE last_number = 8", 9, AuditFlaw.Changed)]
    public async Task What_was_tampered_with_behind_the_digests_is_found(string tampering, long at, AuditFlaw flaw)
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await WriteAsync(audit);
        await audit.ExpireAsync(Midnight.AddDays(1), Cancellation);

        await store.SqlAsync(tampering);

        var broken = (await audit.VerifyAsync(Cancellation)).Chains.ShouldHaveSingleItem().Break.ShouldNotBeNull();
        (broken.Number, broken.Flaw).ShouldBe((at, flaw));
    }

    [Fact]
    public async Task A_record_missing_in_a_day_that_is_dropped_stays_missing()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await WriteAsync(audit);
        await store.SqlAsync("DELETE FROM call_audit WHERE number = 2");

        await audit.ExpireAsync(Midnight.AddDays(1), Cancellation);

        (await audit.VerifyAsync(Cancellation)).Chains.ShouldHaveSingleItem().Break.ShouldNotBeNull().Number.ShouldBe(2);
    }

    [Fact]
    public async Task Days_come_and_go_in_a_database_whose_owner_is_no_superuser()
    {
        var admin = await postgres.CreateDatabaseAsync(Cancellation);
        var database = new NpgsqlConnectionStringBuilder(admin).Database!;
        await using (var source = NpgsqlDataSource.Create(admin))
        {
            await using var command = source.CreateCommand($"""
                DO $$ BEGIN CREATE ROLE mcpp_service; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
                CREATE ROLE {database} LOGIN CREATEROLE PASSWORD 'owner';
                GRANT mcpp_service TO {database} WITH ADMIN OPTION;
                ALTER DATABASE {database} OWNER TO {database};
                """);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var owner = new NpgsqlConnectionStringBuilder(admin) { Username = database, Password = "owner" }.ConnectionString;
        await Migrator.MigrateAsync(owner, TestPostgres.ServicePassword, Cancellation);
        await using var store = await TestStore.OpenAsync(owner);
        var audit = store.Get<ICallAuditStore>();
        await WriteAsync(audit);

        (await audit.ExpireAsync(Midnight.AddDays(1), Cancellation)).Select(d => d.Records).ShouldBe([4, 4]);

        (await audit.VerifyAsync(Cancellation)).Chains.ShouldHaveSingleItem().Expired.ShouldBe(8);
    }

    [Fact]
    public async Task The_last_day_is_not_dropped_whoever_asks()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await Should.ThrowAsync<PostgresException>(() => store.Get<ICallAuditStore>().ExpireAsync(DateTimeOffset.UtcNow.AddHours(-23), Cancellation));
    }

    [Fact]
    public async Task A_long_reading_puts_dropping_off_and_stops_nobody_who_writes()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await WriteAsync(audit);
        await using var reading = await store.Get<PlatformDatabase>().BeginAsync("default", Cancellation);
        await using var command = reading.Command("SELECT count(*) FROM call_audit");
        await command.ExecuteScalarAsync(Cancellation);

        var refused = await Should.ThrowAsync<PostgresException>(() => audit.ExpireAsync(Midnight.AddDays(1), Cancellation));

        refused.SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), [Calls.One()]), Cancellation);
        (await audit.VerifyAsync(Cancellation)).Whole.ShouldBeTrue();
    }

    // Ten records around two midnights, not in the order of their moments: the number is given when a call ends, the moment is when it began.
    private static async Task<IReadOnlyList<ChainedCall>> WriteAsync(ICallAuditStore audit)
    {
        int[] seconds = [-9, -8, 1, -7, 2, -6, 3, 4, 86_401, 86_402];
        var chain = Calls.Chain(Guid.CreateVersion7(), seconds.Select((s, n) => Calls.One(n + 1, Midnight.AddSeconds(s))));
        await audit.AppendAsync(chain, Cancellation);
        return chain;
    }

    private static DateOnly DayOf(int days) => DateOnly.FromDateTime(Midnight.AddDays(days).UtcDateTime);
}
