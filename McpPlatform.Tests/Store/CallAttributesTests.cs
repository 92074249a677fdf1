using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class CallAttributesTests(TestPostgres postgres)
{
    private static readonly DateTimeOffset Old = Calls.Noon.AddDays(-40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attributes_come_with_their_calls_and_calls_that_share_them_share_a_row()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Chain(("""{"a":1}""", Calls.Noon), ("""{"a":1}""", Calls.Noon.AddSeconds(1)), ("""{"a":2}""", Calls.Noon.AddSeconds(2)), (null, Calls.Noon.AddSeconds(3))), Cancellation);

        var listed = await CallAuditStoreTests.AllAsync(audit, new AuditFilter());

        listed.Select(r => r.Attributes?.GetRawText()).ShouldBe([null, """{"a":2}""", """{"a":1}""", """{"a":1}"""]);
        listed.Select(r => r.AttributesDigest is null).ShouldBe([true, false, false, false]);
        (await store.SqlAsync("SELECT count(*) FROM call_attributes")).ShouldBe(2L);
        (await audit.VerifyAsync(Cancellation)).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task They_are_dropped_by_age_and_the_records_and_their_chain_stay_whole()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Chain(("""{"a":1}""", Old), ("""{"a":1}""", Old.AddDays(1)), ("""{"a":1}""", Calls.Noon)), Cancellation);

        var dropped = await audit.ExpireAttributesAsync(Calls.Noon.AddDays(-30), Cancellation);

        dropped.ShouldBe([DateOnly.FromDateTime(Old.UtcDateTime), DateOnly.FromDateTime(Old.AddDays(1).UtcDateTime)]);
        var listed = await CallAuditStoreTests.AllAsync(audit, new AuditFilter());
        listed.Select(r => r.Attributes is not null).ShouldBe([true, false, false]);
        listed.ShouldAllBe(r => r.AttributesDigest != null);
        (await audit.VerifyAsync(Cancellation)).Whole.ShouldBeTrue();
        (await audit.ExpireAttributesAsync(Calls.Noon.AddDays(-30), Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE call_attributes SET attributes = '{\"a\":9}'")]
    [InlineData("UPDATE call_attributes SET attributes = 'no JSON'")]
    public async Task A_changed_attribute_is_found_and_the_list_still_comes(string tampering)
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Chain(("""{"a":1}""", Calls.Noon)), Cancellation);
        await store.SqlAsync(tampering);

        var found = await audit.VerifyAsync(Cancellation);

        found.Whole.ShouldBeFalse();
        found.AttributesFlaw.ShouldNotBeNull().ShouldContain("was changed");
        (await CallAuditStoreTests.AllAsync(audit, new AuditFilter())).ShouldHaveSingleItem().Attributes.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("UPDATE call_audit SET attributes_digest = sha256('other') WHERE number = 1")]
    [InlineData("UPDATE call_audit SET attributes_digest = NULL WHERE number = 1")]
    [InlineData("UPDATE call_audit SET would_allow = true WHERE number = 1")]
    [InlineData("UPDATE call_audit SET would_by = '{other}' WHERE number = 1")]
    [InlineData("UPDATE call_audit SET would_allow = NULL, would_by = NULL WHERE number = 1")]
    public async Task What_was_tried_and_the_digest_are_part_of_the_chain(string tampering)
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Chain(("""{"a":1}""", Calls.Noon), ("""{"a":1}""", Calls.Noon)), Cancellation);
        await store.SqlAsync(tampering);

        (await audit.VerifyAsync(Cancellation)).Chains.ShouldHaveSingleItem().Break.ShouldNotBeNull().Number.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_that_would_have_been_refused_are_found()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        TriedDecision? no = new(false, ["dry/a", "dry/b"]);
        await audit.AppendAsync(
            Calls.Chain(Guid.CreateVersion7(), [Calls.One(1), Calls.One(2) with { Tried = no }, Calls.One(3) with { Tried = no, Allowed = false }, Calls.One(4) with { Tried = new(true, ["dry/c"]) }]),
            Cancellation);

        var found = (await CallAuditStoreTests.AllAsync(audit, new AuditFilter { WouldRefuse = true })).ShouldHaveSingleItem();

        found.Number.ShouldBe(2);
        found.Tried.ShouldNotBeNull().By.ShouldBe(["dry/a", "dry/b"]);
        (await audit.VerifyAsync(Cancellation)).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task A_tenant_sees_its_own_attributes_only_and_the_service_changes_none()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        var kept = KeptAttributes.Of("""{"a":1}""");
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), [StorableCall.Of(Calls.One(1, tenant: "second"), kept), Calls.One(2) with { AttributesDigest = kept.Digest }]), Cancellation);

        (await audit.ListAsync("second", new AuditFilter(), new PageRequest(), Cancellation)).Items.ShouldHaveSingleItem().Attributes.ShouldNotBeNull();
        (await audit.ListAsync("default", new AuditFilter(), new PageRequest(), Cancellation)).Items.ShouldHaveSingleItem().Attributes.ShouldBeNull();
        (await store.SqlAsync("SELECT has_table_privilege('mcpp_service', 'call_attributes', 'UPDATE') OR has_table_privilege('mcpp_service', 'call_attributes', 'DELETE')")).ShouldBe(false);
    }

    [Fact]
    public async Task Calls_of_one_principal_are_found_by_an_index()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var audit = store.Get<ICallAuditStore>();
        await audit.AppendAsync(Calls.Chain(Guid.CreateVersion7(), Enumerable.Range(1, 5_000).Select(n => Calls.One(n, Calls.Noon.AddMilliseconds(n)) with { PrincipalId = n == 7 ? "key:rare" : "key:busy" })), Cancellation);
        await store.SqlAsync("ANALYZE call_audit");

        var plan = JsonSerializer.Serialize(await store.SqlAsync(
            "EXPLAIN (FORMAT JSON) SELECT * FROM call_audit WHERE tenant_id = 'default' AND principal_id = 'key:rare' ORDER BY at DESC, chain_id DESC, number DESC LIMIT 50"));

        plan.ShouldContain("tenant_id_principal_id_at");
        (await CallAuditStoreTests.AllAsync(audit, new AuditFilter("key:rare"))).ShouldHaveSingleItem().Number.ShouldBe(7);
    }

    private static IReadOnlyList<ChainedCall> Chain(params (string? Attributes, DateTimeOffset At)[] calls) => Calls.Chain(
        Guid.CreateVersion7(), calls.Select((c, n) => StorableCall.Of(Calls.One(n + 1, c.At) with { Tried = new(false, ["dry/a"]) }, c.Attributes is null ? null : KeptAttributes.Of(c.Attributes))));
}
