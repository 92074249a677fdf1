using McpPlatform.Tests.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.FirstDay;

/// <summary>Someone in front of the chat, in a real browser.</summary>
internal sealed class Person(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    public ILocator Plan => Page.GetByRole(AriaRole.Region, new() { Name = "Plan", Exact = true });

    public ILocator Run => Page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true });

    /// <summary>Opens a browser of light theme and follows a sign-in link.</summary>
    public static async Task<Person> SignInAsync(Browser browser, string link)
    {
        var context = await browser.OpenAsync(new BrowserNewContextOptions
        {
            ColorScheme = ColorScheme.Light, ViewportSize = new ViewportSize { Width = 1280, Height = 900 }, ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        return new Person(context, page);
    }

    public async Task SayAsync(string words)
    {
        await Page.Locator("#say").FillAsync(words);
        await Page.Locator("#say").PressAsync("Enter");
    }

    /// <summary>Presses a button, found by its exact name.</summary>
    public Task PressAsync(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Waits until a part of the page has the text.</summary>
    public static Task SeesAsync(ILocator where, string text) => Expect(where).ToContainTextAsync(text);

    /// <summary>Drops a file on the page.</summary>
    public async Task DropAsync(string name, string content)
    {
        var files = await Page.EvaluateHandleAsync(
            "([name, content]) => { const t = new DataTransfer(); t.items.add(new File([content], name, { type: 'text/csv' })); return t; }",
            new[] { name, content });
        await Page.DispatchEventAsync("body", "drop", new { dataTransfer = files });
    }

    /// <summary>Presses Tab until what has the focus reads so.</summary>
    public async Task TabToAsync(string name)
    {
        for (var i = 0; i < 60; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("name => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.innerText ?? '').trim() === name", name))
            {
                return;
            }
        }

        throw new InvalidOperationException($"'{name}' cannot be reached with the Tab key.");
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
