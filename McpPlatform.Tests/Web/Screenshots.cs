using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Tests.Web.Fake;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Web;

/// <summary>The chat walks through its states in light, dark and narrow, and leaves pictures to look at: in MCPP_SCREENSHOTS, else beside the tests.</summary>
public sealed class Screenshots(Browser browser)
{
    private static readonly string Folder =
        System.Environment.GetEnvironmentVariable("MCPP_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "screenshots");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 860)]
    [InlineData("dark", ColorScheme.Dark, 1280, 860)]
    [InlineData("narrow", ColorScheme.Light, 390, 844)]
    public async Task The_chat_in_its_states(string name, ColorScheme scheme, int width, int height)
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        await using var context = await browser.OpenAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(workbench.Address.ToString());
        await ShootAsync(page, name, "0-stranger");
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.Locator(".welcome")).ToBeVisibleAsync();
        await ShootAsync(page, name, "1-welcome");
        await AskAsync(page, "Copy customers from my shop database into the warehouse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a connection" }).ClickAsync();
        await Expect(page.Locator(".connection-form input").First).ToBeVisibleAsync();
        await ShootAsync(page, name, "2-connection");
        await page.GotoAsync(workbench.Address.ToString());
        await AskAsync(page, "Load only the Texas airports.csv from the samples into the warehouse every weekday at 6:30, replacing what is there, please");
        await Expect(page.Locator(".plan")).ToBeVisibleAsync();
        await ShootAsync(page, name, "3-plan");
        await page.Locator(".plan .actions .button").First.ClickAsync();
        await Expect(page.Locator(".run")).ToContainTextAsync("Running");
        var run = workbench.Gateway.Platform.Runs.Values.Single();
        run.Report(1_688);
        await Expect(page.Locator(".run")).ToContainTextAsync("1,688");
        await ShootAsync(page, name, "4-running");
        run.WaitForFix(new RunError(FailureClass.Configuration, RunNode.RunDataSync, "The table airports is locked by another session; end it, then continue."));
        await Expect(page.Locator(".run")).ToContainTextAsync("Needs a correction");
        await ShootAsync(page, name, "5-fix");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fixed, continue" }).ClickAsync();
        await Expect(page.Locator(".run .state")).ToContainTextAsync("Running");
        run.Succeed();
        await Expect(page.Locator(".rows")).ToContainTextAsync("Thigpen");
        await ShootAsync(page, name, "6-done");
    }

    private static async Task AskAsync(IPage page, string words)
    {
        await page.Locator("#say").FillAsync(words);
        await page.Locator("#say").PressAsync("Enter");
    }

    internal static async Task ShootAsync(IPage page, string name, string state) =>
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}-{state}.png") });
}
