using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Events;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

/// <summary>Whoever owns the database alters the audit; the next verification says where.</summary>
public sealed class CallAuditVerificationTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE call_audit SET tenant_id = 'second' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET at = at + interval '1 microsecond' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET principal_id = 'key:9' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET on_behalf_of = '' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET protocol = '2025-11-25' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET transport = 'stdio' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET method = 'tools/list' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET name = NULL WHERE number = 3")]
    [InlineData("UPDATE call_audit SET name = name || upstream, upstream = '' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET arguments_digest = '' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET argument_bytes = 0 WHERE number = 3")]
    [InlineData("UPDATE call_audit SET allowed = NOT allowed WHERE number = 3")]
    [InlineData("UPDATE call_audit SET rule = 'x' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET outcome = 'refused' WHERE number = 3")]
    [InlineData("UPDATE call_audit SET error_code = 0 WHERE number = 3")]
    [InlineData("UPDATE call_audit SET duration_us = 0 WHERE number = 3")]
    [InlineData("UPDATE call_audit SET result_bytes = 0 WHERE number = 3")]
    [InlineData("UPDATE call_audit SET redactions = NULL WHERE number = 3")]
    [InlineData("UPDATE call_audit SET redactions = 0, threats = 3 WHERE number = 3")]
    [InlineData("UPDATE call_audit SET threats = 1 WHERE number = 3")]
    [InlineData("UPDATE call_audit SET trace_id = NULL WHERE number = 3")]
    [InlineData("UPDATE call_audit SET hash = sha256(hash) WHERE number = 3")]
    public async Task A_changed_record_is_found(string tampering)
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store);

        await store.SqlAsync(tampering);

        await ShouldBreakAsync(store, 3, AuditFlaw.Changed);
    }

    [Theory]
    [InlineData("DELETE FROM call_audit WHERE number = 1", 1, AuditFlaw.Missing)]
    [InlineData("DELETE FROM call_audit WHERE number IN (3, 4)", 3, AuditFlaw.Missing)]
    [InlineData("DELETE FROM call_audit WHERE number >= 5", 5, AuditFlaw.RemovedAtEnd)]
    [InlineData("DELETE FROM call_audit WHERE number >= 5; UPDATE call_audit_chains c SET number = 4, hash = (SELECT hash FROM call_audit WHERE number = 4)", 5, AuditFlaw.RemovedAtEnd)]
    [InlineData("DELETE FROM call_audit; DELETE FROM call_audit_chains", 1, AuditFlaw.RemovedAtEnd)]
    [InlineData("INSERT INTO call_audit SELECT (c).* FROM (SELECT c FROM call_audit c WHERE number = 2) AS d", 2, AuditFlaw.Changed)]
    [InlineData("DELETE FROM call_audit_chains", 1, AuditFlaw.Changed)]
    public async Task A_removed_or_added_record_is_found(string tampering, long at, AuditFlaw flaw)
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store);

        await store.SqlAsync(tampering.Replace("(c).*", Shifted, StringComparison.Ordinal));

        await ShouldBreakAsync(store, at, flaw);
    }

    [Fact]
    public async Task A_record_at_number_zero_is_found()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store);

        await store.SqlAsync($"INSERT INTO call_audit SELECT {Shifted.Replace("(c).number", "0")} FROM (SELECT c FROM call_audit c WHERE number = 2) AS d");

        await ShouldBreakAsync(store, 1, AuditFlaw.Changed);
    }

    [Fact]
    public async Task A_chain_written_anew_from_a_changed_record_on_is_found_by_its_anchor()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var chain = await WriteAsync(store);
        var forged = Calls.Chain(
            new ChainHead(chain[0].Chain, 2, chain[1].Hash), chain.Skip(2).Select(c => c.Number == 3 ? c.Call with { PrincipalId = "key:9" } : c.Call));

        await store.SqlAsync("DELETE FROM call_audit WHERE number >= 3; DELETE FROM call_audit_chains");
        await store.Get<ICallAuditStore>().AppendAsync(forged, Cancellation);

        await ShouldBreakAsync(store, 4, AuditFlaw.Changed);
    }

    [Fact]
    public async Task Anchors_that_were_removed_are_missed_in_the_event_log()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        await WriteAsync(store);
        await store.SqlAsync("DELETE FROM call_audit WHERE number >= 5; DELETE FROM call_audit_chains; DELETE FROM events");

        var found = await store.Get<ICallAuditStore>().VerifyAsync(Cancellation);

        found.Whole.ShouldBeFalse();
        found.EventLogFlaw.ShouldNotBeNull();
    }

    [Fact]
    public async Task Anchors_count_before_they_have_their_place_in_the_event_log()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await WriteAsync(store, sequenced: false);
        (await store.Get<ICallAuditStore>().VerifyAsync(Cancellation)).Whole.ShouldBeTrue();

        await store.SqlAsync("DELETE FROM call_audit WHERE number >= 5; UPDATE call_audit_chains SET number = 4");

        await ShouldBreakAsync(store, 5, AuditFlaw.RemovedAtEnd);
    }

    [Fact]
    public async Task Each_chain_is_told_apart_and_says_its_own_first_break()
    {
        await using var store = await TestStore.CreateAsync(postgres, sequencer: true);
        var first = await WriteAsync(store);
        var second = await WriteAsync(store);
        var third = await WriteAsync(store);
        await store.SqlAsync($"DELETE FROM call_audit WHERE chain_id = '{first[0].Chain}' AND number IN (2, 4)");
        await store.SqlAsync($"DELETE FROM call_audit WHERE chain_id = '{third[0].Chain}' AND number = 6");

        var found = await store.Get<ICallAuditStore>().VerifyAsync(Cancellation);

        found.Chains.Select(c => (c.Chain, c.Break?.Number)).ShouldBe([(first[0].Chain, 2), (second[0].Chain, null), (third[0].Chain, 6)]);
        (found.Whole, found.Records).ShouldBe((false, 1 + 6 + 5));
        found.Chains[1].Hash.ShouldBe(Convert.ToHexStringLower(second[^1].Hash));
    }

    // Six records; the head was anchored after the second and the fourth, and after the last.
    private static async Task<IReadOnlyList<ChainedCall>> WriteAsync(TestStore store, bool sequenced = true)
    {
        var audit = store.Get<ICallAuditStore>();
        var chain = Calls.Chain(Guid.CreateVersion7(), Enumerable.Range(1, 6).Select(n => Calls.One(n)));
        foreach (var part in chain.Chunk(2))
        {
            await audit.AppendAsync(part, Cancellation);
            await audit.AnchorAsync(Calls.Head(part), Cancellation);
        }

        if (sequenced)
        {
            var log = store.Get<IEventLog>();
            await Eventually.TrueAsync(
                async () => (await log.ReadAsync("default", 0, $"audit/{chain[0].Chain}", 10, Cancellation)).Count == 3, TimeSpan.FromSeconds(10), "three anchors", Cancellation);
        }

        return chain;
    }

    private static async Task ShouldBreakAsync(TestStore store, long number, AuditFlaw flaw)
    {
        var found = await store.Get<ICallAuditStore>().VerifyAsync(Cancellation);
        found.Whole.ShouldBeFalse();
        found.EventLogFlaw.ShouldBeNull();
        var broken = found.Chains.ShouldHaveSingleItem().Break.ShouldNotBeNull();
        (broken.Number, broken.Flaw).ShouldBe((number, flaw), broken.Message);
    }

    // All columns of the record "c", a microsecond later.
    private static string Shifted { get; } = string.Join(", ", new[]
    {
        "tenant_id", "at", "chain_id", "number", "principal_id", "on_behalf_of", "protocol", "transport", "method", "name", "upstream", "arguments_digest",
        "argument_bytes", "allowed", "rule", "outcome", "error_code", "duration_us", "result_bytes", "trace_id", "hash", "redactions", "threats",
    }.Select(column => column == "at" ? "(c).at + interval '1 microsecond'" : $"(c).{column}"));
}
