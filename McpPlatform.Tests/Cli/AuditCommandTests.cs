using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class AuditCommandTests
{
    [Fact]
    public async Task Calls_are_listed_as_a_table_filtered_and_as_the_APIs_object()
    {
        await using var mcpp = await McppRun.StartAsync();

        var all = await mcpp.RunAsync("audit");
        all.Out.ShouldContain("2026-03-02 09:30   key:7           tools/call   plan_pipeline              refused   scope-write       1.2 ms   90 bytes");
        all.Out.ShouldContain("2026-03-02 09:29   key:7 for ada   tools/call   wiki_search     wiki       ok        scope-read    2,500.0 ms     4.1 kB");
        (await mcpp.RunAsync("audit", "list", "--outcome", "ok")).Out.ShouldNotContain("refused");
        (await mcpp.RunAsync("audit", "list", "--outcome", "fine")).Error.ShouldBe(
            "'fine' is no outcome. There are: ok, tool_error, protocol_error, refused, cancelled, failed.");
        (await mcpp.RunAsync("audit", "list", "--from", "soon")).Error.ShouldStartWith("'soon' is no moment.");
        (await mcpp.RunAsync("audit", "list", "--json")).Out.ShouldContain("\"durationMicroseconds\": 1234");
    }

    [Fact]
    public async Task An_export_is_one_line_of_JSON_a_call()
    {
        await using var mcpp = await McppRun.StartAsync();

        var lines = (await mcpp.RunAsync("audit", "export", "--from", "2026-01-01")).Out.Split('\n');

        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => line.StartsWith("{\"chain\":\""));
    }

    [Fact]
    public async Task Verifying_says_where_a_chain_does_not_hold_with_exit_code_1()
    {
        await using var mcpp = await McppRun.StartAsync();
        var whole = await mcpp.RunAsync("audit", "verify");
        whole.Code.ShouldBe(0);
        whole.Out.ShouldEndWith("The event log holds.");

        mcpp.Gateway.Platform.Audit = FakeAudit.Broken;
        var broken = await mcpp.RunAsync("audit", "verify");

        broken.Code.ShouldBe(1);
        broken.Out.ShouldContain("Record 2 is missing.");
        broken.Out.ShouldEndWith("The event log does not hold: Event 3: It was changed.");
        (await mcpp.RunAsync("audit", "verify", "--json")).Code.ShouldBe(1);
    }
}
