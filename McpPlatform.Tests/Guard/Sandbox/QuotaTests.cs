using System.Diagnostics;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

public sealed class QuotaTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly SandboxQuota Hasty = new() { WallTime = TimeSpan.FromMilliseconds(600) };
    private static readonly SandboxedTool Echo = WasmTools.Tool(WasmTools.Echo, name: "echo");
    private static readonly SandboxedTool ScriptLoop = TestSandbox.Script("export default () => { for (;;); }");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<SandboxedToolKind> Kinds => [SandboxedToolKind.Wasm, SandboxedToolKind.JavaScript];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_endless_loop_is_ended_in_time_while_others_go_on(SandboxedToolKind kind)
    {
        await using var sandbox = new TestSandbox();
        await sandbox.RunAsync(Echo);
        var loop = sandbox.RunAsync(Loop(kind), quota: Hasty);
        var others = 0;
        while (!loop.IsCompleted)
        {
            (await sandbox.RunAsync(Echo, "1")).Failure.ShouldBeNull();
            others++;
        }

        var failure = (await loop).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.TimedOut, $"The tool '{Loop(kind).Name}' took longer than 0.6 s and was ended."));
        others.ShouldBeGreaterThan(20);
        (await sandbox.TextAsync(Echo, "2")).ShouldBe("2");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Processor_time_has_a_quota_of_its_own(SandboxedToolKind kind)
    {
        await using var sandbox = new TestSandbox();
        var result = await sandbox.RunAsync(
            Loop(kind), quota: new SandboxQuota { CpuTime = TimeSpan.FromMilliseconds(200), WallTime = Soon });
        result.Failure!.Kind.ShouldBe(SandboxFailureKind.OutOfCpuTime);
        result.Failure.Message.ShouldContain("0.2 s of processor time");
    }

    [Fact]
    public async Task A_memory_hog_is_stopped_at_its_quota_and_its_slot_lives_on()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        var small = new SandboxQuota { MemoryBytes = 8 * 1_024 * 1_024 };
        SandboxedTool[] hogs =
        [
            WasmTools.Tool(WasmTools.MemoryHog),
            TestSandbox.Script("export default () => { const all = []; for (;;) all.push(new Uint8Array(100000)); }"),
            TestSandbox.Script("export default () => 'x'.repeat(50_000_000)"),
        ];
        foreach (var hog in hogs)
        {
            var failure = (await sandbox.RunAsync(hog, quota: small)).Failure!;
            failure.Kind.ShouldBe(SandboxFailureKind.OutOfMemory, failure.Message);
            failure.Message.ShouldEndWith("needed more than 8388608 bytes of memory.");
        }

        sandbox.Lines.ShouldNotContain(line => line.Contains("ended in a call", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slot_whose_own_heap_is_exhausted_fails_that_call_alone()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        var large = new SandboxQuota { MemoryBytes = 256 * 1_024 * 1_024, OutputBytes = 16 * 1_024 * 1_024 };
        var failure = (await sandbox.RunAsync(TestSandbox.Script("export default () => '\\u1234'.repeat(100_000_000)"), quota: large)).Failure!;
        failure.Kind.ShouldBe(SandboxFailureKind.OutOfMemory, failure.Message);
        (await sandbox.TextAsync(Echo, "1")).ShouldBe("1");
    }

    [Fact]
    public async Task A_hog_leaves_no_memory_behind_in_its_slot()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        for (var call = 0; call < 30; call++)
        {
            (await sandbox.RunAsync(WasmTools.Tool(WasmTools.MemoryHog))).Failure!.Kind.ShouldBe(SandboxFailureKind.OutOfMemory);
        }

        using var slot = Process.GetProcessById(sandbox.Processes().ShouldHaveSingleItem());
        slot.WorkingSet64.ShouldBeLessThan(400L * 1_024 * 1_024);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_flood_of_output_is_stopped_at_its_quota(SandboxedToolKind kind)
    {
        await using var sandbox = new TestSandbox();
        var flood = kind == SandboxedToolKind.Wasm ? WasmTools.Tool(WasmTools.OutputFlood) : TestSandbox.Script("export default () => 'x'.repeat(2_000_000)");
        var failure = (await sandbox.RunAsync(flood)).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.OutputTooLarge, $"The tool '{flood.Name}' answered with more than 1048576 bytes."));
    }

    [Fact]
    public async Task Arguments_beyond_their_limit_are_refused()
    {
        await using var sandbox = new TestSandbox();
        (await sandbox.RunAsync(Echo, new string(' ', SandboxedTool.MaxArgumentBytes + 1))).Failure!.Kind.ShouldBe(SandboxFailureKind.ArgumentsTooLarge);
    }

    [Fact]
    public async Task A_tool_waits_for_its_own_calls_and_leaves_the_other_slot_to_others()
    {
        await using var sandbox = new TestSandbox();
        await sandbox.RunAsync(Echo);
        var one = Hasty with { Concurrency = 1 };
        var loops = Enumerable.Range(0, 2).Select(_ => sandbox.RunAsync(WasmTools.Tool(WasmTools.EndlessLoop), quota: one)).ToList();
        (await sandbox.TextAsync(Echo, "1")).ShouldBe("1");
        loops.ShouldAllBe(loop => !loop.IsCompleted);
        (await Task.WhenAll(loops)).ShouldAllBe(result => result.Failure!.Kind == SandboxFailureKind.TimedOut);
    }

    [Fact]
    public async Task A_tenant_takes_no_more_slots_than_its_share()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 2, CallsPerTenant = 1 });
        await sandbox.RunAsync(Echo);
        var loops = Enumerable.Range(0, 2).Select(_ => sandbox.RunAsync(WasmTools.Tool(WasmTools.EndlessLoop), quota: Hasty)).ToList();
        (await sandbox.TextAsync(Echo, "1", tenant: "two")).ShouldBe("1");
        loops.ShouldAllBe(loop => !loop.IsCompleted);
        await Task.WhenAll(loops);
    }

    [Fact]
    public async Task Who_waits_too_long_or_behind_too_many_is_told_so()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1, QueueTimeout = TimeSpan.FromMilliseconds(1_500), MaxWaitingCalls = 2 });
        await sandbox.RunAsync(Echo);
        var loop = sandbox.RunAsync(WasmTools.Tool(WasmTools.EndlessLoop), quota: new SandboxQuota { WallTime = TimeSpan.FromSeconds(4) });
        var waiting = Enumerable.Range(0, 3).Select(_ => sandbox.RunAsync(Echo)).ToList();
        var failures = (await Task.WhenAll(waiting)).Select(result => result.Failure!).ToList();
        failures.ShouldAllBe(failure => failure.Kind == SandboxFailureKind.Busy);
        failures[0].Message.ShouldContain("no free slot within 1.5 s");
        failures[2].Message.ShouldContain("2 calls of sandboxed tools wait already");
        await loop;
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_only_that_call()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        await sandbox.RunAsync(Echo);
        using var cancel = new CancellationTokenSource();
        var call = sandbox.RunUntilAsync(ScriptLoop, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await sandbox.TextAsync(Echo, "1")).ShouldBe("1");
    }

    [Fact]
    public async Task A_slot_that_dies_in_a_call_fails_that_call_alone()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        await sandbox.RunAsync(Echo);
        var call = sandbox.RunAsync(ScriptLoop);
        await Eventually.TrueAsync(() => sandbox.Processes().Count == 1, Soon, "the slot runs", Cancel);
        using (var slot = Process.GetProcessById(sandbox.Processes()[0]))
        {
            slot.Kill();
        }

        var failure = (await call).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.Crashed, "The tool 'script-tool' was ended: the process of its slot died."));
        (await sandbox.TextAsync(Echo, "1")).ShouldBe("1");
    }

    [Fact]
    public async Task A_slot_is_replaced_after_its_calls()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1, CallsPerSlot = 2 });
        var seen = new HashSet<int>();
        for (var call = 0; call < 6; call++)
        {
            (await sandbox.TextAsync(Echo, "1")).ShouldBe("1");
            seen.UnionWith(sandbox.Processes());
        }

        seen.Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_sandbox_that_was_disposed()
    {
        var before = Directory.GetFileSystemEntries(Path.GetTempPath()).Where(IsDenos).ToHashSet();
        var sandbox = new TestSandbox();
        var loop = sandbox.RunAsync(ScriptLoop);
        await Eventually.TrueAsync(() => sandbox.Processes().Count == 2, Soon, "both slots run", Cancel);
        await sandbox.DisposeAsync();
        sandbox.Processes().ShouldBeEmpty();
        (await loop).Failure.ShouldNotBeNull();
        Directory.GetFileSystemEntries(Path.GetTempPath()).Where(IsDenos).Except(before).ShouldBeEmpty();
    }

    private static bool IsDenos(string path) => Path.GetFileName(path).Contains("deno", StringComparison.OrdinalIgnoreCase);

    private static SandboxedTool Loop(SandboxedToolKind kind) => kind == SandboxedToolKind.Wasm ? WasmTools.Tool(WasmTools.EndlessLoop) : ScriptLoop;
}
