using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Web.Fake;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Web;

/// <summary>The pages on which people decide about tools, in a real browser.</summary>
public sealed class ToolsTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_shown_word_by_word_with_what_is_hidden_and_approved_by_its_hash()
    {
        await using var workbench = await StartAsync();
        var page = await SignInAsync(workbench);
        await page.GetByRole(AriaRole.Link, new() { Name = "2 tools" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "search" }).First.ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Tool", Exact = true });
        await Expect(card).ToContainTextAsync("Waits for approval");
        await Expect(card).ToContainTextAsync("cannot be seen (U+200B)");
        await Expect(card.Locator("del").First).ToHaveTextAsync("ten");
        await Expect(card.Locator("ins").First).ToHaveTextAsync("twenty");
        await Expect(card.Locator(".side-after").First).ToContainTextAsync("⟨U+200B⟩");

        await card.GetByRole(AriaRole.Button, new() { Name = "Approve 2222222222222222" }).ClickAsync();

        await Expect(card).ToContainTextAsync("Agents are offered this definition.");
        workbench.Gateway.Platform.Tools["wiki/search"].Tool.Approved!.Hash.ShouldBe(FakeTools.NewHash);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "1 tool", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_changed_again_while_it_was_looked_at_is_not_approved()
    {
        await using var workbench = await StartAsync();
        var page = await SignInAsync(workbench, "/tools/wiki/search");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Tool", Exact = true });
        await Expect(card).ToContainTextAsync("Waits for approval");
        var tools = workbench.Gateway.Platform.Tools;
        tools["wiki/search"] = FakeTools.Changed with { Tool = FakeTools.Changed.Tool with { Offered = new OfferedDefinition(new string('3', 64), FakePlatform.Now) } };

        await card.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("defined differently by now");
        tools["wiki/search"].Tool.State.ShouldBe(ToolState.Quarantined);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look again" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Approve 3333333333333333" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_poisoned_tool_is_rejected_and_found_among_the_rejected()
    {
        await using var workbench = await StartAsync();
        var page = await SignInAsync(workbench, "/tools");
        await page.GetByRole(AriaRole.Link, new() { Name = "remember" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Tool", Exact = true });
        await Expect(card.GetByRole(AriaRole.List, new() { Name = "What is suspicious" })).ToContainTextAsync("kept from the person");
        await card.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await Expect(card).ToContainTextAsync("rejected by Ada");
        await page.GetByRole(AriaRole.Link, new() { Name = "All tools" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Rejected" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "remember" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Withdrawn" }).ClickAsync();
        await Expect(page.GetByText("There are no such tools.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_said_so()
    {
        await using var workbench = await StartAsync();
        var page = await SignInAsync(workbench, "/tools/wiki/none");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no tool 'none'");
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 900)]
    [InlineData("dark", ColorScheme.Dark, 1280, 900)]
    [InlineData("narrow", ColorScheme.Light, 390, 844)]
    public async Task The_pages_in_their_states(string name, ColorScheme scheme, int width, int height)
    {
        await using var workbench = await StartAsync();
        var page = await SignInAsync(workbench, "/tools?state=all", new BrowserNewContextOptions
        {
            ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce,
        });
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "remember" })).ToBeVisibleAsync();
        await Screenshots.ShootAsync(page, name, "tools-0-list");
        foreach (var (path, state) in new[] { ("wiki/search", "1-changed"), ("notes/remember", "2-poisoned"), ("wiki/read_page", "3-approved"), ("wiki/none", "4-missing") })
        {
            await page.GotoAsync(new Uri(workbench.Address, $"/tools/{path}").ToString());
            await Expect(page.Locator(state == "4-missing" ? ".card .notice-bad" : ".facts")).ToBeVisibleAsync();
            await Screenshots.ShootAsync(page, name, $"tools-{state}");
        }

        workbench.Gateway.Platform.Tools.Clear();
        await page.GotoAsync(new Uri(workbench.Address, "/tools").ToString());
        await Expect(page.GetByText("No tool waits for a decision.")).ToBeVisibleAsync();
        await Screenshots.ShootAsync(page, name, "tools-5-empty");
    }

    private static async Task<Workbench> StartAsync()
    {
        var workbench = await Workbench.StartAsync(Stop);
        var tools = workbench.Gateway.Platform.Tools;
        tools["wiki/search"] = FakeTools.Changed;
        tools["notes/remember"] = FakeTools.Poisoned;
        tools["wiki/read_page"] = FakeTools.Standing;
        return workbench;
    }

    private async Task<IPage> SignInAsync(Workbench workbench, string? path = null, BrowserNewContextOptions? options = null)
    {
        var context = await workbench.OpenAsync(browser, options);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        if (path is not null)
        {
            await page.GotoAsync(new Uri(workbench.Address, path).ToString());
        }

        return page;
    }
}
