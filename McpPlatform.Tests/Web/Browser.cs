using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(McpPlatform.Tests.Web.Browser))]

namespace McpPlatform.Tests.Web;

/// <summary>One real Chromium for all tests; each test has a context of its own. MCPP_TEST_CHROMIUM names another than <c>/usr/bin/chromium</c>.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Milliseconds to wait for what must come: the machine of a test run is busy with other tests.</summary>
    public const float Patience = 60_000;

    private readonly SemaphoreSlim starting = new(1);
    private IPlaywright? playwright;
    private IBrowser? chromium;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            Assertions.SetDefaultExpectTimeout(Patience);
            playwright ??= await Playwright.CreateAsync();
            chromium ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable(), Args = ["--no-sandbox"] });
        }
        finally
        {
            starting.Release();
        }

        var context = await chromium.NewContextAsync(options ?? new BrowserNewContextOptions());
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }

        playwright?.Dispose();
        starting.Dispose();
    }

    private static string Executable()
    {
        var path = System.Environment.GetEnvironmentVariable("MCPP_TEST_CHROMIUM") ?? "/usr/bin/chromium";
        return File.Exists(path) ? path : throw new InvalidOperationException($"'{path}' is missing. Install it with: apt-get install -y chromium");
    }
}
