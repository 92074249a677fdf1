using System.Diagnostics;
using McpPlatform.AppHost.Installation;
using McpPlatform.AppHost.Logging;
using McpPlatform.AppHost.Start;
using McpPlatform.Gateway;
using McpPlatform.ServiceDefaults;
using McpPlatform.Web;
using McpPlatform.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace McpPlatform.AppHost.Hosting;

/// <summary>
/// Databases, Gateway, Worker and Web in this one process:
/// <list type="number">
/// <item>start the databases and bring their schema up to date;</item>
/// <item>build the three hosts, each from its own settings;</item>
/// <item>start them together, and wait until each says it is ready.</item>
/// </list>
/// Stopping goes the other way round and ends within three seconds.
/// </summary>
internal sealed class EmbeddedPlatform : IAsyncDisposable
{
    // Open streams end when a host is told to stop; whoever still talks after this is cut off.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1.2);
    private readonly Databases databases;
    private readonly Telemetry telemetry;
    private readonly IReadOnlyList<WebApplication> hosts;

    private EmbeddedPlatform(Databases databases, Telemetry telemetry, IReadOnlyList<WebApplication> hosts)
    {
        this.databases = databases;
        this.telemetry = telemetry;
        this.hosts = hosts;
    }

    /// <summary>Completes with the exit code when the private database server has ended by itself.</summary>
    public Task<int> DatabaseEnded => databases.Ended;

    /// <summary>Starts everything; when it returns, everything is ready.</summary>
    public static async Task<EmbeddedPlatform> StartAsync(
        AppHostOptions options, DataFolder folder, Addresses addresses, FileLog log, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var databases = await Databases.OpenAsync(folder, configuration, cancellationToken);
        var telemetry = new Telemetry("McpPlatform", configuration);
        var hosts = new List<WebApplication>();
        try
        {
            await telemetry.StartAsync(cancellationToken);
            var settings = new HostSettings(options, folder, addresses, await KeyFile.ReadOrCreateAsync(folder.InternalKey, cancellationToken));
            hosts.AddRange(await Task.WhenAll(
                Task.Run(() => GatewayHost.Build(Setup(addresses.Gateway, settings.Gateway(databases), log, telemetry)), cancellationToken),
                Task.Run(() => WorkerHost.Build(Setup(addresses.Worker, settings.Worker(databases), log, telemetry)), cancellationToken),
                Task.Run(() => WebHost.Build(Setup(addresses.Web, settings.Web(), log, telemetry)), cancellationToken)));
            await Task.WhenAll(hosts.Select(host => host.StartAsync(cancellationToken)));
            await Task.WhenAll(new[] { addresses.Gateway, addresses.Worker, addresses.Web }.Select(host => Readiness.WaitAsync(host, cancellationToken)));
            return new EmbeddedPlatform(databases, telemetry, hosts);
        }
        catch
        {
            await EndAsync(hosts, telemetry, databases);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(hosts, telemetry, databases);

    private static HostSetup Setup(string address, Dictionary<string, string?> settings, FileLog log, Telemetry telemetry) =>
        new() { Embedded = true, ListenAddress = address, Settings = settings, Logging = log.Configure, Metrics = telemetry.Metrics };

    private static async Task EndAsync(IReadOnlyList<WebApplication> hosts, Telemetry telemetry, Databases databases)
    {
        await Task.WhenAll(hosts.Select(StopAsync));
        telemetry.Dispose();
        await databases.DisposeAsync();
    }

    private static async Task StopAsync(WebApplication host)
    {
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            // One that never started cannot be stopped, only taken down.
            if (host.Lifetime.ApplicationStarted.IsCancellationRequested)
            {
                await host.StopAsync(patience.Token);
            }

            await host.DisposeAsync().AsTask().WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException)
        {
            // What did not end in time ends with the process; all that matters is in the database.
            Trace.TraceInformation("A host was cut off: {0}", e.Message);
        }
    }
}
