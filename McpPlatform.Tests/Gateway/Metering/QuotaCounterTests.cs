using McpPlatform.Contracts.Api;
using McpPlatform.Core.Usage;
using McpPlatform.Gateway.Metering;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Metering;

public sealed class QuotaCounterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_hard_quota_of_calls_is_exact_however_many_come_at_once()
    {
        var counter = Counter(QuotaMetric.Calls, 1_000);
        var admitted = 0;
        Parallel.For(0, 5_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (counter.TryAdmit(Noon))
            {
                Interlocked.Increment(ref admitted);
            }
        });
        (admitted, counter.Used).ShouldBe((1_000, 1_000));
    }

    [Theory]
    [InlineData(QuotaPeriod.Day)]
    [InlineData(QuotaPeriod.Month)]
    public void It_begins_anew_with_the_next_period_and_a_clock_that_is_put_back_changes_nothing(QuotaPeriod period)
    {
        var counter = Counter(QuotaMetric.Calls, 1, period: period);
        counter.TryAdmit(Noon).ShouldBeTrue();
        counter.TryAdmit(Noon.AddHours(11)).ShouldBeFalse();
        counter.TryAdmit(Noon.AddDays(-40)).ShouldBeFalse();
        counter.TryAdmit(Noon.AddHours(12)).ShouldBeTrue();
        counter.TryAdmit(Noon).ShouldBeFalse();
        counter.ResetsAt.ShouldBe(period == QuotaPeriod.Day ? new(2026, 4, 2, 0, 0, 0, TimeSpan.Zero) : new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void What_others_let_through_counts_and_what_was_let_through_here_counts_once()
    {
        var counter = Counter(QuotaMetric.Calls, 100, used: 10);
        Take(counter, 5);
        counter.Mark();
        Take(counter, 2);
        counter.Take(QuotaTerms.Began(QuotaPeriod.Day, Noon), 12);
        counter.Used.ShouldBe(17, "the database has not heard of all calls yet");

        counter.Mark();
        Take(counter, 1);
        counter.Take(QuotaTerms.Began(QuotaPeriod.Day, Noon), 37);
        counter.Used.ShouldBe(38);
    }

    [Fact]
    public void A_budget_is_used_up_by_what_calls_cost_and_a_soft_one_lets_them_go_on()
    {
        var (hard, soft) = (Counter(QuotaMetric.Cost, 2), Counter(QuotaMetric.Cost, 2, QuotaEnforcement.Soft));
        foreach (var counter in new[] { hard, soft })
        {
            counter.TryAdmit(Noon).ShouldBeTrue();
            counter.Count(Noon, bytes: 5_000_000, costMicros: 2_000_000);
        }

        (hard.TryAdmit(Noon), soft.TryAdmit(Noon)).ShouldBe((false, true));
    }

    [Fact]
    public void A_call_that_one_quota_refuses_uses_up_no_other()
    {
        var book = new QuotaBook();
        book.Take([Standing("many", QuotaScope.Tenant, 10, null), Standing("none", QuotaScope.Tool, 0, "wiki/search")]);
        book.Admit("default", "key:1", "wiki", "search", Noon)!.Quota.Name.ShouldBe("none");
        Enumerable.Range(0, 20).Count(_ => book.Admit("default", "key:1", "wiki", "page", Noon) is null).ShouldBe(10);
        book.Admit("acme", "key:1", "wiki", "search", Noon).ShouldBeNull();
    }

    [Theory]
    [InlineData("wiki", "wiki", "search", true)]
    [InlineData("wiki/search", "wiki", "search", true)]
    [InlineData("wiki/search", "wiki", "searching", false)]
    [InlineData("wiki/search", "wik", "i/search", false)]
    [InlineData("wiki", "wikipedia", "search", false)]
    [InlineData("wiki", "", "", false)]
    public void A_quota_of_a_tool_counts_that_tool_or_all_of_its_server(string subject, string server, string tool, bool applies) =>
        new QuotaCounter(Standing("q", QuotaScope.Tool, 1, subject).Quota, Noon, 0).AppliesTo("key:1", server, tool).ShouldBe(applies);

    [Fact]
    public void What_calls_cost_is_rounded_up_to_a_millionth()
    {
        Pricing.CostMicros(new UpstreamPrice(0.002m, 0.5m, 0.03m), bytes: 1_000_000, tokens: 2_000).ShouldBe(562_000);
        Pricing.CostMicros(new UpstreamPrice(PerMegabyte: 0.000_001m), bytes: 1, tokens: 0).ShouldBe(1);
        Pricing.CostMicros(new UpstreamPrice(), bytes: 1_000, tokens: 10).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"_meta":{"usage":{"inputTokens":12,"outputTokens":30}}}""", 42L)]
    [InlineData("""{"_meta":{"usage":{"input_tokens":12}}}""", 12L)]
    [InlineData("""{"content":[],"_meta":{"usage":{"total_tokens":7}}}""", 7L)]
    [InlineData("""{"_meta":{"usage":{"totalTokens":-7}}}""", null)]
    [InlineData("""{"_meta":{"usage":{"totalTokens":"7"}}}""", null)]
    [InlineData("""{"_meta":{"usage":[1]}}""", null)]
    [InlineData("""{"content":[{"text":"usage\""}]}""", null)]
    [InlineData("""{"usage":{"totalTokens":7}}""", null)]
    public void Tokens_are_what_the_server_states_in_the_meta_of_its_result(string result, long? tokens) =>
        StatedUsage.Read(System.Text.Encoding.UTF8.GetBytes(result)).Tokens.ShouldBe(tokens);

    private static void Take(QuotaCounter counter, int calls) =>
        Enumerable.Range(0, calls).ShouldAllBe(_ => counter.TryAdmit(Noon));

    private static QuotaCounter Counter(
        QuotaMetric metric, decimal limit, QuotaEnforcement enforcement = QuotaEnforcement.Hard, QuotaPeriod period = QuotaPeriod.Day, long used = 0)
    {
        var terms = new PutQuota(QuotaScope.Tenant, metric, period, limit, Enforcement: enforcement);
        return new QuotaCounter(new TenantQuota("default", "q", terms, QuotaTerms.Whole(metric, limit)), QuotaTerms.Began(period, Noon), used);
    }

    private static StandingQuota Standing(string name, QuotaScope scope, long limit, string? subject) => new(
        new TenantQuota("default", name, new PutQuota(scope, QuotaMetric.Calls, QuotaPeriod.Day, limit, subject), limit), QuotaTerms.Began(QuotaPeriod.Day, Noon), 0);
}
