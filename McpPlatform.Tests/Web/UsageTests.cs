using McpPlatform.Tests.Web.Fake;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Web;

/// <summary>The page that shows administrators what calls came to, in a real browser.</summary>
public sealed class UsageTests(Browser browser)
{
    [Fact]
    public async Task Usage_is_shown_by_day_and_by_tool_beside_budgets_and_the_last_minute()
    {
        await using var workbench = await Workbench.StartAsync(TestContext.Current.CancellationToken);
        var page = await (await workbench.OpenAsync(browser)).NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Usage" }).ClickAsync();
        var usage = page.GetByRole(AriaRole.Region, new() { Name = "Usage" });
        await Expect(usage).ToContainTextAsync("1,204");
        await Expect(usage).ToContainTextAsync("630,000 (estimate)");
        await Expect(usage).ToContainTextAsync("In the last minute: 12 calls, 1 error, 0 refusals.");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Quotas" })).ToContainTextAsync("84.20 of 100.00 spent a month");

        await usage.GetByRole(AriaRole.Button, new() { Name = "By tool" }).ClickAsync();

        await Expect(usage.GetByRole(AriaRole.Cell, new() { Name = "wiki/search" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 900)]
    [InlineData("dark", ColorScheme.Dark, 1280, 900)]
    [InlineData("narrow", ColorScheme.Light, 390, 844)]
    public async Task The_page_in_its_looks(string name, ColorScheme scheme, int width, int height)
    {
        await using var workbench = await Workbench.StartAsync(TestContext.Current.CancellationToken);
        var page = await (await workbench.OpenAsync(browser, new BrowserNewContextOptions
        {
            ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce,
        })).NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        await page.GotoAsync($"{workbench.Address}usage");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Quotas" })).ToContainTextAsync("calls-of-reports");
        await Screenshots.ShootAsync(page, name, "usage-0-days");
        await page.GetByRole(AriaRole.Button, new() { Name = "By tool" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "wiki/read_page" })).ToBeVisibleAsync();
        await Screenshots.ShootAsync(page, name, "usage-1-tools");
        var (content, window) = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.EvaluateAsync<int>("window.innerWidth"));
        (content <= window).ShouldBeTrue("nothing is wider than the window");
    }
}
