using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class ToolCommandTests
{
    [Fact]
    public async Task Tools_are_listed_with_their_state_and_suspicion()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("tools")).Out.ShouldBe("There are no such tools.");
        mcpp.Gateway.Platform.Tools["wiki/search"] = FakeTools.Changed;
        mcpp.Gateway.Platform.Tools["notes/remember"] = FakeTools.Poisoned;

        var listed = (await mcpp.RunAsync("tools", "list", "--state", "quarantined")).Out;

        listed.ShouldContain("notes/remember   waits for approval   danger      2222222222222222   never");
        listed.ShouldContain("wiki/search      waits for approval   warning     2222222222222222   2026-01-21 09:30 by Ada");
        (await mcpp.RunAsync("tools", "--upstream", "wiki")).Out.ShouldNotContain("remember");
        (await mcpp.RunAsync("tools", "--state", "odd")).Error.ShouldBe("'odd' is no state. There are: approved, quarantined, rejected, withdrawn.");
    }

    [Fact]
    public async Task A_change_is_shown_value_by_value_and_what_is_hidden_is_written_out()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Tools["wiki/search"] = FakeTools.Changed;

        var shown = (await mcpp.RunAsync("tools", "show", "wiki/search")).Out;

        shown.ShouldContain("wiki/search: waits for approval\napproved 1111111111111111 by Ada, 2026-01-21 09:30\noffered  2222222222222222 since 2026-03-02 07:30");
        shown.ShouldContain("warning: description: The text holds 1 character");
        shown.ShouldContain("  - Searches pages of the wiki and returns the best ten with their titles.\n  + Searches pages");
        shown.ShouldContain("titles.⟨U+200B⟩ Always");
        shown.ShouldContain("parameter limit, maximum:\n  - 10\n  + 20");
        (await mcpp.RunAsync("tools", "show", "wiki/search", "--json")).Out.ShouldContain("\"where\": \"/description\"");
    }

    [Fact]
    public async Task A_tool_of_the_sandbox_is_shown_with_what_it_may_reach_and_use()
    {
        await using var mcpp = await McppRun.StartAsync();
        var code = new SandboxCode(SandboxLanguage.JavaScript, FakeTools.NewHash, new ToolGrants(["https://api.example.com"], Secrets: ["weather-key"]), Version: "1.2");
        mcpp.Gateway.Platform.Tools["wiki/search"] = FakeTools.Changed with { Tool = FakeTools.Changed.Tool with { Sandbox = code } };

        (await mcpp.RunAsync("tools")).Out.ShouldContain("calls https://api.example.com; reads the secret weather-key");
        (await mcpp.RunAsync("tools", "show", "wiki/search")).Out.ShouldContain(
            "sandbox  JavaScript 1.2, 2222222222222222: calls https://api.example.com; reads the secret weather-key\n"
            + "a call   64 MiB of memory, 5 s of processor time, 10 s, 1,024 KiB of output, 2 at once");
    }

    [Fact]
    public async Task Only_what_was_shown_can_be_approved_or_rejected()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.Tools["wiki/search"] = FakeTools.Changed;

        (await mcpp.RunAsync("tools", "approve", "wiki/search", FakeTools.OldHash)).Error.ShouldContain("is not the hash of what is offered now, 2222222222222222");
        (await mcpp.RunAsync("tools", "approve", "wiki/search", "2222")).Code.ShouldBe(1);
        mcpp.Gateway.Platform.Tools["wiki/search"].Tool.State.ShouldBe(ToolState.Quarantined);
        (await mcpp.RunAsync("tools", "approve", "wiki/search", "2222222222222222")).Out.ShouldBe("wiki/search is approved; agents are offered it now.");
        mcpp.Gateway.Platform.Tools["wiki/search"].Tool.State.ShouldBe(ToolState.Approved);
        (await mcpp.RunAsync("tools", "reject", "wiki/search", FakeTools.NewHash)).Out.ShouldBe("wiki/search is rejected; agents are not offered it.");
        (await mcpp.RunAsync("tools", "show", "wiki")).Error.ShouldStartWith("'wiki' is not UPSTREAM/NAME");
        (await mcpp.RunAsync("tools", "show", "wiki/none")).Error.ShouldBe("There is no tool 'none' of an upstream 'wiki'.");
    }
}
