using McpPlatform.ServiceDefaults;
using McpPlatform.Tests.Web.Fake;
using McpPlatform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace McpPlatform.Tests.Web;

/// <summary>The Web as AppHost embeds it, before a fake gateway, with a data folder of its own.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly List<IBrowserContext> opened = [];

    private Workbench(FakeGateway gateway, WebApplication web, string folder)
    {
        Gateway = gateway;
        this.web = web;
        Folder = folder;
    }

    public FakeGateway Gateway { get; }

    public string Folder { get; }

    public Uri Address => new(web.Urls.First());

    public IHostApplicationLifetime Lifetime => (IHostApplicationLifetime)web.Services.GetService(typeof(IHostApplicationLifetime))!;

    public static async Task<Workbench> StartAsync(CancellationToken cancellationToken, ILoggerProvider? logs = null)
    {
        var gateway = await FakeGateway.StartAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("mcpp-web-").FullName;
        var web = WebHost.Build(new HostSetup
        {
            Embedded = true,
            ListenAddress = "http://127.0.0.1:0",
            Logging = logging => Log(logging.ClearProviders(), logs),
            Settings = new Dictionary<string, string?> { ["Platform:DataFolder"] = folder, ["Platform:GatewayAddress"] = gateway.Address.ToString() },
        });
        await web.StartAsync(cancellationToken);
        return new Workbench(gateway, web, folder);
    }

    /// <summary>Opens a context that is closed with the workbench: pages that nobody closes go on being drawn.</summary>
    public async Task<IBrowserContext> OpenAsync(Browser browser, BrowserNewContextOptions? options = null)
    {
        var context = await browser.OpenAsync(options);
        opened.Add(context);
        return context;
    }

    private static void Log(ILoggingBuilder logging, ILoggerProvider? logs)
    {
        if (logs is not null)
        {
            logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => web.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var context in opened)
        {
            await context.CloseAsync();
        }

        await web.DisposeAsync();
        await Gateway.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
