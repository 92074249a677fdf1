using McpPlatform.Guard.Sandbox;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

public sealed class WasmMemoryTests
{
    private const int Quota = 300 * WasmMemory.PageBytes;

    [Fact]
    public void A_memory_without_an_end_ends_at_the_quota() =>
        WasmMemory.Limit(new WasmModule().Build(), Quota).ShouldBe(new WasmModule { MostPages = 300 }.Build());

    [Fact]
    public void A_memory_that_ends_beyond_the_quota_ends_at_it() =>
        WasmMemory.Limit(new WasmModule { MostPages = 65_536 }.Build(), Quota).ShouldBe(new WasmModule { MostPages = 300 }.Build());

    [Fact]
    public void A_memory_that_ends_before_the_quota_stays_as_it_is() =>
        WasmMemory.Limit(new WasmModule { MostPages = 2 }.Build(), Quota).ShouldBe(new WasmModule { MostPages = 2 }.Build());

    [Fact]
    public void A_module_that_begins_beyond_the_quota_is_refused() =>
        Should.Throw<UnfitToolException>(() => WasmMemory.Limit(new WasmModule { Pages = 301 }.Build(), Quota)).Kind.ShouldBe(SandboxFailureKind.OutOfMemory);

    [Fact]
    public void A_module_cut_anywhere_is_refused_or_left_to_the_engine()
    {
        var module = new WasmModule("fd_read", "fd_write").Build();
        for (var length = 0; length < module.Length; length++)
        {
            try
            {
                WasmMemory.Limit(module.AsSpan(0, length), Quota).Length.ShouldBeGreaterThan(length);
            }
            catch (UnfitToolException exception)
            {
                exception.Kind.ShouldBe(SandboxFailureKind.InvalidTool);
            }
        }
    }
}
