using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Events;
using McpPlatform.Gateway.Audit;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class CallAuditTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_gateways_write_two_chains_that_hold_and_an_export_equals_the_list()
    {
        await using var first = await TestGateway.StartAsync(postgres);
        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder);
        await Task.WhenAll(Task.Run(() => Record(first, 300), Cancel), Task.Run(() => Record(second, 200), Cancel));
        await UntilStoredAsync(first, 500);

        var verified = await second.Admin.VerifyAuditAsync(Cancel);
        verified.Whole.ShouldBeTrue(verified.EventLogFlaw);
        verified.Chains.Select(c => (c.Chain, c.Records)).ShouldBe(
            [(first.Get<CallAuditBuffer>().Chain, 300), (second.Get<CallAuditBuffer>().Chain, 200)], ignoreOrder: true);
        var exported = new List<AuditRecord>();
        await foreach (var record in first.Admin.ExportAuditAsync(cancellationToken: Cancel))
        {
            exported.Add(record);
        }

        var listed = new List<AuditRecord>();
        string? cursor = null;
        do
        {
            var page = await second.Admin.ListAuditAsync(cursor: cursor, limit: 200, cancellationToken: Cancel);
            listed.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        exported.Count.ShouldBe(500);
        exported.ShouldBe(listed);
    }

    [Fact]
    public async Task Records_are_found_by_what_they_are_about_and_a_filter_that_is_none_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        Record(gateway, 9);
        await UntilStoredAsync(gateway, 9);

        var filter = new AuditFilter("key:1", "tool-4", CallOutcome.ToolError, Calls.Noon, Calls.Noon.AddMinutes(1));
        (await gateway.Admin.ListAuditAsync(filter, cancellationToken: Cancel)).Items.ShouldHaveSingleItem().Name.ShouldBe("tool-4");
        var http = gateway.Http(gateway.AdminKey);
        foreach (var query in new[] { "outcome=fine", "from=soon", "limit=0", "cursor=!", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "name=%00" })
        {
            foreach (var path in new[] { "api/v1/audit", "api/v1/audit/export" }.Where(p => !p.EndsWith("export", StringComparison.Ordinal) || !(query[0] is 'l' or 'c')))
            {
                using var response = await http.GetAsync(new Uri($"{path}?{query}", UriKind.Relative), Cancel);
                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{path}?{query}");
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }
        }
    }

    [Fact]
    public async Task Only_an_administrator_sees_the_audit()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var agent = gateway.Client(await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Write, Scope.Run));
        foreach (var ask in new Func<Task>[]
        {
            () => agent.ListAuditAsync(cancellationToken: Cancel), () => agent.VerifyAuditAsync(Cancel),
            async () => await agent.ExportAuditAsync(cancellationToken: Cancel).GetAsyncEnumerator(Cancel).MoveNextAsync(),
        })
        {
            (await Should.ThrowAsync<PlatformException>(ask)).Rule.ShouldBe("scope-admin");
        }
    }

    [Fact]
    public async Task A_broken_chain_is_said_over_the_API()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        Record(gateway, 5);
        await UntilStoredAsync(gateway, 5);
        await SqlAsync(gateway, "DELETE FROM call_audit WHERE number = 3");

        var broken = (await gateway.Admin.VerifyAuditAsync(Cancel)).Chains.ShouldHaveSingleItem().Break.ShouldNotBeNull();

        (broken.Number, broken.Flaw).ShouldBe((3, AuditFlaw.Missing));
    }

    [Fact]
    public async Task What_agents_may_send_is_stored_and_holds()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var audit = gateway.Get<ICallAudit>();
        string[] names = ["nul\0nul", "half\uD83D", "\uDE00half", "whole\U0001F600", new string('x', 100_000), "'; DROP TABLE call_audit; --", ""];
        foreach (var name in names)
        {
            audit.TryReserve().ShouldBeTrue();
            audit.Record(Calls.One(at: new DateTimeOffset(2026, 1, 5, 6, 0, 0, 7, TimeSpan.FromHours(2)).AddTicks(3)) with
            {
                Name = name, PrincipalId = name, OnBehalfOf = name, Rule = name, Duration = TimeSpan.FromTicks(123_456_789),
            });
        }

        await UntilStoredAsync(gateway, names.Length);
        var stored = (await gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.OrderBy(r => r.Number).Select(r => r.Name!).ToList();
        stored.Select(n => n.Length).ShouldBe([7, 5, 5, 7, 2_048, names[5].Length, 0]);
        (stored[0], stored[1], stored[2], stored[3]).ShouldBe(("nul\uFFFDnul", "half\uFFFD", "\uFFFDhalf", names[3]));
        (await gateway.Admin.VerifyAuditAsync(Cancel)).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task A_record_that_a_caller_got_wrong_holds_no_other_up()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var audit = gateway.Get<ICallAudit>();
        CallRecord[] wrong =
        [
            Calls.One(1, DateTimeOffset.MinValue), Calls.One(2, DateTimeOffset.MaxValue), Calls.One(3) with { Rule = null!, Method = null!, PrincipalId = null! },
            Calls.One(4) with { Outcome = (CallOutcome)99, Duration = TimeSpan.MinValue, ArgumentBytes = long.MinValue, ErrorCode = int.MinValue }, Calls.One(5),
        ];
        foreach (var record in wrong)
        {
            audit.TryReserve().ShouldBeTrue();
            audit.Record(record);
        }

        await UntilStoredAsync(gateway, wrong.Length);
        (await gateway.Admin.VerifyAuditAsync(Cancel)).ShouldSatisfyAllConditions(v => v.Whole.ShouldBeTrue(), v => v.Records.ShouldBe(5));
    }

    [Fact]
    public async Task Where_losses_are_configured_to_be_accepted_calls_go_on()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres, new() { ["Audit:WhenFull"] = "drop", ["Audit:Buffer"] = "10", ["Audit:FlushInterval"] = "00:00:00.500", ["Audit:Batch"] = "100" });
        Record(gateway, 1_000);
        await Eventually.TrueAsync(
            () => gateway.Logs.Any(line => line.Contains("records were lost", StringComparison.Ordinal)), Patience, "a line in the log", Cancel);
        (await gateway.Admin.VerifyAuditAsync(Cancel)).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task The_server_stops_before_the_writer_so_that_the_last_calls_leave_their_records()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);

        var services = gateway.Get<IEnumerable<IHostedService>>().ToList();

        // Hosts stop their services in reverse order.
        services.FindIndex(s => s is CallAuditWriter).ShouldBeInRange(0, services.FindIndex(s => s.GetType().Name == "GenericWebHostService") - 1);
    }

    [Fact]
    public async Task A_retention_of_less_than_a_day_is_refused_at_the_start()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => TestGateway.StartAsync(postgres, new() { ["Audit:Retention"] = "00:30:00" }));
        failure.Message.ShouldContain("Audit:Retention");
    }

    [Fact]
    public async Task The_head_is_anchored_while_there_is_news_and_on_stop_and_stopping_stores_everything()
    {
        // A process that hosts several services gives them two seconds to stop, which is too little for 5,000 records on a machine that runs many tests.
        await using var gateway = await TestGateway.StartAsync(
            postgres, new() { ["Audit:AnchorInterval"] = "00:00:00.300", ["Audit:FlushInterval"] = "00:00:00.050" },
            services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(1)));
        var chain = gateway.Get<CallAuditBuffer>().Chain;
        var log = gateway.Get<IEventLog>();
        async Task<List<string>> AnchorsAsync() =>
            [.. (await log.ReadAsync("default", 0, $"audit/{chain}", 100, Cancel)).Select(e => e.Data.GetProperty("number").GetString()!)];

        Record(gateway, 3);
        await Eventually.TrueAsync(async () => (await AnchorsAsync()).Contains("3"), Patience, "an anchor", Cancel);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        (await AnchorsAsync()).Count(n => n == "3").ShouldBe(1, "without news nothing is anchored");
        Record(gateway, 5_000);
        await gateway.StopAsync();

        (await SqlAsync(gateway, "SELECT count(*) FROM call_audit")).ShouldBe(5_003L);
        (await SqlAsync(gateway, """
            SELECT max((data->>'number')::int) FROM (SELECT type, data FROM events UNION ALL SELECT type, data FROM event_inbox) AS e WHERE type = 'audit.anchored'
            """)).ShouldBe(5_003);
        gateway.Get<ICallAudit>().TryReserve().ShouldBeFalse("nobody would store the record any more");
    }

    [Fact]
    public async Task A_reader_who_leaves_an_export_stops_it()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        Record(gateway, 20_000);
        await UntilStoredAsync(gateway, 20_000);

        await foreach (var record in gateway.Admin.ExportAuditAsync(cancellationToken: Cancel))
        {
            record.Number.ShouldBe(20_000);
            break;
        }

        await gateway.StopAsync();
        gateway.Logs.ShouldNotContain(line => line.Contains("/audit/export failed", StringComparison.Ordinal));
    }

    private static void Record(TestGateway gateway, int count)
    {
        var audit = gateway.Get<ICallAudit>();
        for (var n = 1; n <= count; n++)
        {
            audit.TryReserve().ShouldBeTrue();
            audit.Record(Calls.One(n));
        }
    }

    private static Task UntilStoredAsync(TestGateway gateway, long count) => Eventually.TrueAsync(
        async () => (long)(await SqlAsync(gateway, "SELECT count(*) FROM call_audit"))! == count, Patience, $"{count} records", Cancel);

    private static async Task<object?> SqlAsync(TestGateway gateway, string sql)
    {
        await using var source = NpgsqlDataSource.Create(gateway.Owner);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
