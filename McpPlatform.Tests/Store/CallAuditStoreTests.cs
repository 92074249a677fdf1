using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class CallAuditStoreTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_appended_is_listed_field_by_field_newest_first()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        var chain = Calls.Chain(Guid.CreateVersion7(), [Calls.One(1), Calls.One(2) with { OnBehalfOf = "ada", Name = null, Upstream = null, ArgumentsDigest = default, TraceId = null }]);

        await audit.AppendAsync(chain, Cancellation);

        var listed = (await audit.ListAsync("default", new AuditFilter(), new PageRequest(), Cancellation)).Items;
        listed.Select(r => r.Number).ShouldBe([2, 1]);
        listed[1].ShouldBe(new AuditRecord(
            chain[0].Chain, 1, Calls.Noon.AddSeconds(1), "key:1", "2026-07-28", "streamable_http", "tools/call", string.Concat(Enumerable.Repeat("01", 32)), 1,
            true, "scope-read", CallOutcome.Ok, 1, 10, Convert.ToHexStringLower(chain[0].Hash), null, "tool-1", "wiki", null, $"{1:x32}")
        {
            Redactions = 1, Threats = 0,
        });
        (listed[0].OnBehalfOf, listed[0].Name, listed[0].Upstream, listed[0].ArgumentsDigest, listed[0].TraceId, listed[0].ErrorCode)
            .ShouldBe(("ada", null, null, "", null, -32_000));
        (await audit.ListHeadsAsync(Cancellation)).ShouldHaveSingleItem().Number.ShouldBe(2);
        (await audit.VerifyAsync(Cancellation)).ShouldSatisfyAllConditions(v => v.Whole.ShouldBeTrue(), v => v.Records.ShouldBe(2));
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_is_stored_once()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        var chain = Calls.Chain(Guid.CreateVersion7(), Enumerable.Range(1, 5).Select(n => Calls.One(n)));

        await audit.AppendAsync(chain, Cancellation);
        await audit.AppendAsync(chain, Cancellation);
        await audit.AppendAsync([.. chain.Take(3)], Cancellation);

        (await store.SqlAsync("SELECT count(*) FROM call_audit")).ShouldBe(5L);
        (await audit.ListHeadsAsync(Cancellation)).ShouldHaveSingleItem().Number.ShouldBe(5);
    }

    [Fact]
    public async Task A_tenant_sees_its_own_calls_only_and_a_chain_holds_over_all()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), [Calls.One(1), Calls.One(2, tenant: "second"), Calls.One(3)]), Cancellation);

        (await audit.ListAsync("default", new AuditFilter(), new PageRequest(), Cancellation)).Items.Select(r => r.Number).ShouldBe([3, 1]);
        (await audit.ListAsync("second", new AuditFilter(), new PageRequest(), Cancellation)).Items.Select(r => r.Number).ShouldBe([2]);
        (await audit.VerifyAsync(Cancellation)).Records.ShouldBe(3);
    }

    [Fact]
    public async Task Pages_neither_skip_nor_repeat_and_reading_all_gives_the_same()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();

        // Many at one moment, of two chains, over midnight: the moment alone is no order.
        var calls = Enumerable.Range(1, 25).Select(n => Calls.One(n, Calls.Noon.AddHours(12).AddSeconds((n % 5) - 2))).ToList();
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), calls), Cancellation);
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), calls), Cancellation);

        var paged = await PagesAsync(audit, new AuditFilter(), 7);

        paged.Count.ShouldBe(50);
        paged.Distinct().Count().ShouldBe(50);
        paged.ShouldBe(paged.OrderByDescending(r => r.At).ThenByDescending(r => r.Chain.ToString(), StringComparer.Ordinal).ThenByDescending(r => r.Number));
        (await AllAsync(audit, new AuditFilter())).ShouldBe(paged);
    }

    [Fact]
    public async Task Reading_all_reads_more_than_one_part()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), Enumerable.Range(1, 2_500).Select(n => Calls.One(n, Calls.Noon))), Cancellation);

        (await AllAsync(audit, new AuditFilter())).Select(r => r.Number).ShouldBe(Enumerable.Range(1, 2_500).Reverse().Select(n => (long)n));
        (await audit.VerifyAsync(Cancellation)).Records.ShouldBe(2_500);
    }

    [Fact]
    public async Task Records_are_found_by_principal_name_outcome_and_time()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), Enumerable.Range(1, 9).Select(n => Calls.One(n))), Cancellation);

        async Task<IEnumerable<long>> FindAsync(AuditFilter filter) => (await AllAsync(audit, filter)).Select(r => r.Number);

        (await FindAsync(new AuditFilter(Principal: "key:1"))).ShouldBe([7, 4, 1]);
        (await FindAsync(new AuditFilter(Name: "tool-5"))).ShouldBe([5]);
        (await FindAsync(new AuditFilter(Outcome: CallOutcome.ToolError))).ShouldBe([8, 6, 4, 2]);
        (await FindAsync(new AuditFilter(From: Calls.Noon.AddSeconds(3).ToOffset(TimeSpan.FromHours(2)), To: Calls.Noon.AddSeconds(6)))).ShouldBe([5, 4, 3]);
        (await FindAsync(new AuditFilter("key:1", "tool-4", CallOutcome.ToolError, Calls.Noon, Calls.Noon.AddDays(1)))).ShouldBe([4]);
        (await PagesAsync(audit, new AuditFilter(Outcome: CallOutcome.ToolError), 1)).Select(r => r.Number).ShouldBe([8, 6, 4, 2]);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("NjM5MDAwMDAwMDAwMDAwMDAwCng")]
    public async Task A_cursor_that_no_page_gave_out_is_refused(string cursor)
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await Should.ThrowAsync<InvalidInputException>(
            () => store.Get<ICallAuditStore>().ListAsync("default", new AuditFilter(), new PageRequest(cursor), Cancellation));
    }

    [Fact]
    public async Task A_record_of_a_day_nobody_prepared_is_stored()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();

        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), [Calls.One(1, Calls.Noon.AddDays(-200)), Calls.One(2, Calls.Noon.AddDays(200))]), Cancellation);

        (await AllAsync(audit, new AuditFilter())).Select(r => r.Number).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Two_stores_prepare_the_same_days_at_once()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var other = await TestStore.OpenAsync(store.Owner);
        var first = DateOnly.FromDateTime(Calls.Noon.UtcDateTime).AddDays(100);

        await Task.WhenAll(new[] { store, other, store, other }.Select(s => s.Get<ICallAuditStore>().PrepareDaysAsync(first, 10, Cancellation)));

        (await store.SqlAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'call_audit'::regclass")).ShouldBe(18L);
    }

    [Theory]
    [InlineData("UPDATE call_audit SET rule = 'x'")]
    [InlineData("DELETE FROM call_audit")]
    [InlineData("TRUNCATE call_audit")]
    [InlineData("DELETE FROM call_audit_chains")]
    [InlineData("INSERT INTO call_audit_digests SELECT '*', chain_id, 1, 9, hash, now(), now() FROM call_audit_chains")]
    [InlineData("DELETE FROM call_audit_digests")]
    public async Task A_service_adds_records_and_takes_none_back(string sql)
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var service = NpgsqlDataSource.Create(TestStore.AsService(store.Owner));
        await using var command = service.CreateCommand($"SELECT set_config('app.tenant', '*', false); {sql}");

        var failure = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));

        failure.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    internal static async Task<List<AuditRecord>> AllAsync(ICallAuditStore audit, AuditFilter filter)
    {
        var all = new List<AuditRecord>();
        await foreach (var record in audit.ReadAllAsync("default", filter, Cancellation))
        {
            all.Add(record);
        }

        return all;
    }

    private static async Task<List<AuditRecord>> PagesAsync(ICallAuditStore audit, AuditFilter filter, int limit)
    {
        var all = new List<AuditRecord>();
        string? cursor = null;
        do
        {
            var page = await audit.ListAsync("default", filter, new PageRequest(cursor, limit), Cancellation);
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }
}
