using System.Collections.Concurrent;
using System.Globalization;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Programs;

/// <summary>Upstreams that are programs: whatever they speak, whatever goes wrong with them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProgramTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pairs => new()
    {
        { Revisions.LatestLegacy, "legacy" }, { Revisions.LatestLegacy, "modern" }, { Revisions.Modern, "modern" }, { Revisions.Modern, "legacy" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_agent_calls_a_program_is_asked_by_it_and_told_of_progress_and_new_tools(string agentSpeaks, string programSpeaks)
    {
        var grow = Path.Combine(Directory.CreateTempSubdirectory("grow").FullName, "now");
        await using var program = await ProgramBehindGateway.StartAsync(postgres, programSpeaks, new() { ["GROW"] = grow });
        await using var agent = await program.ConnectAsync(agentSpeaks);

        (await agent.CallAsync("echo", new() { ["line\nbreak"] = "a\r\nb" })).ShouldBe("""{"line\nbreak":"a\r\nb"}""");
        (await agent.CallAsync("ask")).ShouldBe("Ada");
        var steps = new Told();
        (await agent.CallAsync("progress", progress: steps)).ShouldBe("done");
        await Eventually.TrueAsync(() => steps.Heard.Count >= 3, TimeSpan.FromSeconds(5), "the agent sees progress", Cancel);
        await File.WriteAllTextAsync(grow, "", Cancel);
        await Eventually.TrueAsync(
            async () => (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == "grown"), TimeSpan.FromSeconds(10), "the new tool is listed", Cancel);
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("modern")]
    public async Task A_call_that_is_given_up_is_cancelled_at_the_program(string programSpeaks)
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, programSpeaks);
        await using var agent = await program.ConnectAsync(Revisions.Modern);
        await agent.CallAsync("process");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => agent.Client.CallToolAsync("hang", cancellationToken: giveUp.Token).AsTask());

        await Eventually.TrueAsync(async () => (await agent.CallAsync("cancelled")).Length > 0, TimeSpan.FromSeconds(10), "the program is told", Cancel);
    }

    [Fact]
    public async Task Agents_never_share_a_process()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "legacy");
        await using var one = await program.ConnectAsync(Revisions.LatestLegacy);
        await using var other = await program.ConnectAsync(Revisions.LatestLegacy);
        var pid = await one.CallAsync("process");

        (await one.CallAsync("process")).ShouldBe(pid);
        (await other.CallAsync("process")).ShouldNotBe(pid);
    }

    [Fact]
    public async Task When_there_are_no_more_processes_to_be_had_the_one_idle_longest_makes_room_and_its_agent_gets_another()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "legacy", null, ("Gateway:MaxProcessesPerUpstream", "2"));
        await using var one = await program.ConnectAsync(Revisions.LatestLegacy);
        await using var other = await program.ConnectAsync(Revisions.LatestLegacy);
        var first = await PidAsync(one);

        await PidAsync(other);
        var third = await PidAsync(one);

        ProgramBehindGateway.Runs(third).ShouldBeTrue();
        await ProgramBehindGateway.EndsAsync(first == third ? 0 : first);
    }

    [Fact]
    public async Task A_program_that_ends_in_the_middle_of_a_call_is_told_to_its_caller_and_starts_again()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "legacy");
        await using var agent = await program.ConnectAsync(Revisions.Modern);

        (await Should.ThrowAsync<McpException>(() => agent.CallAsync("crash"))).Message.ShouldContain("The server 'program' ended with exit code 3.");

        (await agent.CallAsync("echo")).ShouldBe("{}");
        program.Gateway.Logs.ShouldContain(line => line.Contains("It said last: program is ready", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("modern")]
    public async Task A_call_that_only_reads_is_sent_again_when_the_program_ended_and_its_agent_notices_nothing(string programSpeaks)
    {
        var mark = Path.Combine(Directory.CreateTempSubdirectory("mark").FullName, "crashed");
        await using var program = await ProgramBehindGateway.StartAsync(postgres, programSpeaks, new() { ["MARK"] = mark });
        await using var agent = await program.ConnectAsync(Revisions.Modern);

        (await agent.CallAsync("crash-once")).ShouldBe("after all");

        File.Exists(mark).ShouldBeTrue();
    }

    [Fact]
    public async Task A_program_that_prints_what_is_no_message_is_understood_all_the_same()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "legacy chatty");
        await using var agent = await program.ConnectAsync(Revisions.Modern);

        (await agent.CallAsync("echo")).ShouldBe("{}");

        program.Gateway.Logs.ShouldContain(line => line.Contains("sends what is no MCP message", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_larger_than_allowed_is_refused_and_the_next_call_works()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "modern", null, ("Gateway:MaxResultBytes", "100000"));
        await using var agent = await program.ConnectAsync(Revisions.Modern);
        (await agent.CallAsync("large", new() { ["bytes"] = 90_000 })).Length.ShouldBe(90_000);

        (await Should.ThrowAsync<McpException>(() => agent.CallAsync("large", new() { ["bytes"] = 1_000_000 }))).Message.ShouldContain("more than 100000 bytes");

        (await agent.CallAsync("echo")).ShouldBe("{}");
    }

    [Fact]
    public async Task A_program_gets_the_environment_it_was_given_its_secrets_and_nothing_of_the_gateways()
    {
        await using var program = await ProgramBehindGateway.StartAsync(
            postgres, "legacy", new() { ["REGION"] = "eu", ["API_TOKEN"] = "tr0ub4dor" });
        await using var agent = await program.ConnectAsync(Revisions.Modern);

        var environment = (await agent.CallAsync("environment")).Split('\n');

        environment.ShouldContain("REGION=eu");
        environment.ShouldContain("API_TOKEN=tr0ub4dor");
        environment.Select(line => line.Split('=')[0]).ShouldBeSubsetOf(
            ["API_TOKEN", "HOME", "LANG", "LC_ALL", "PATH", "REGION", "TMPDIR", "TZ", "USER"]);
        (await program.Gateway.Admin.GetUpstreamAsync("program", Cancel)).Program!.Environment!["API_TOKEN"].ShouldBe("secret://upstream/program/api_token");
    }

    [Fact]
    public async Task A_program_starts_when_it_is_needed_and_is_stopped_when_nobody_needs_it()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "modern", null, ("Gateway:ProcessIdle", "00:00:00"));
        program.Upstream.IsAsleep.ShouldBeTrue();
        await using var agent = await program.ConnectAsync(Revisions.Modern);
        var pid = await PidAsync(agent);

        await program.Upstream.EndIdleSessionsAsync(_ => true);

        await ProgramBehindGateway.EndsAsync(pid);
        program.Upstream.IsAsleep.ShouldBeTrue();
        (await PidAsync(agent)).ShouldNotBe(pid);
    }

    [Theory]
    [InlineData("legacy")]
    [InlineData("legacy stubborn")]
    public async Task Nothing_is_left_of_a_program_when_the_gateway_stops(string manners)
    {
        int pid, child;
        await using (var program = await ProgramBehindGateway.StartAsync(postgres, manners))
        {
            await using var agent = await program.ConnectAsync(Revisions.Modern);
            pid = await PidAsync(agent);
            child = int.Parse(await agent.CallAsync("child"), CultureInfo.InvariantCulture);
            ProgramBehindGateway.Runs(child).ShouldBeTrue();
        }

        await ProgramBehindGateway.EndsAsync(pid);
        await ProgramBehindGateway.EndsAsync(child);
    }

    [Fact]
    public async Task A_program_that_the_settings_do_not_name_is_not_registered()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var wanted = new AddUpstream("shell") { Transport = UpstreamTransport.Stdio, Program = new UpstreamProgram("sh", ["-c", "true"]) };

        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(wanted, Cancel));

        refused.Detail.ShouldBe("The program 'sh' may not be registered. Whoever runs the gateway can allow it with the setting 'Gateway:Programs'.");
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_listed_with_the_reason()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:Programs:0"] = "no-such-program" });
        await gateway.OfferAsync(new AddUpstream("absent") { Transport = UpstreamTransport.Stdio, Program = new UpstreamProgram("no-such-program") });
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);

        var listed = await agent.Client.ListToolsAsync(new ModelContextProtocol.Protocol.ListToolsRequestParams(), Cancel);

        listed.Meta!["mcp-platform/unavailable"]!["absent"]!.ToString()
            .ShouldBe("The server 'absent' cannot be started: There is no program 'no-such-program' on the gateway's machine.");
    }

    private static async Task<int> PidAsync(Agent agent) => int.Parse(await agent.CallAsync("process"), CultureInfo.InvariantCulture);

    private sealed class Told : IProgress<ProgressNotificationValue>
    {
        public ConcurrentQueue<float> Heard { get; } = [];

        public void Report(ProgressNotificationValue value) => Heard.Enqueue(value.Progress);
    }
}
