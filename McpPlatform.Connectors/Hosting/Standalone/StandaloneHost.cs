using McpPlatform.Connectors.Hosting.Links;
using McpPlatform.Connectors.Hosting.Mcp;
using McpPlatform.Core.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpPlatform.Connectors.Hosting.Standalone;

/// <summary>Runs one connector as a process of its own, over standard input and output or Streamable HTTP.</summary>
internal static class StandaloneHost
{
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        if (StandaloneOptions.Parse(args, out var error) is not { } options)
        {
            await Console.Error.WriteLineAsync(error);
            return 2;
        }

        await using var app = Build(options);
        var connector = app.Services.GetServices<IConnector>().FirstOrDefault(c => c.Spec.Name == options.Connector);
        if (connector is null)
        {
            await Console.Error.WriteLineAsync($"There is no connector '{options.Connector}'. {StandaloneOptions.Usage}");
            return 2;
        }

        await (options.Http is null ? ServeStdioAsync(app.Services, connector, ct) : ServeHttpAsync(app, connector, options, ct));
        return 0;
    }

    private static WebApplication Build(StandaloneOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();

        // Standard output belongs to the protocol.
        builder.Logging.ClearProviders().AddSimpleConsole().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddConnectors().AddSingleton<ISecretResolver, EnvironmentSecrets>();
        builder.WebHost.UseUrls(options.Http is null ? "http://127.0.0.1:0" : $"http://{options.Http}");
        return builder.Build();
    }

    private static async Task ServeStdioAsync(IServiceProvider services, IConnector connector, CancellationToken ct)
    {
        await using var links = LinkListener.OnUnixSocket(services.GetRequiredService<LinkSession>());
        await using var transport = new StdioServerTransport(connector.Spec.Name, services.GetRequiredService<ILoggerFactory>());
        await using var server = ServerOf(services, connector, links.Address).CreateServer(transport);
        try
        {
            await server.RunAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped by a signal, which is a regular end.
        }
    }

    private static async Task ServeHttpAsync(WebApplication app, IConnector connector, StandaloneOptions options, CancellationToken ct)
    {
        await using var links = LinkListener.OnTcp(options.Data, options.AnnouncedHost, app.Services.GetRequiredService<LinkSession>());
        app.MapConnector(ServerOf(app.Services, connector, links.Address));
        await app.StartAsync(ct);
        app.Services.GetRequiredService<ILogger<ConnectorMcpServer>>().Serving(connector.Spec.Name, string.Join(", ", app.Urls), links.Address);
        await app.WaitForShutdownAsync(ct);
    }

    private static ConnectorMcpServer ServerOf(IServiceProvider services, IConnector connector, string dataAddress) =>
        new(connector, services.GetRequiredService<LinkSeal>(), dataAddress, services.GetRequiredService<ILoggerFactory>());
}
