using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace McpPlatform.Tests.Connectors.Hosting;

/// <summary>A connector as a process of its own, serving HTTP.</summary>
internal sealed class ConnectorProcess : IAsyncDisposable
{
    private readonly Process process;

    private ConnectorProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ConnectorProcess> StartHttpAsync(string dll, string connector, CancellationToken ct)
    {
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo("dotnet", [dll, connector, "--http", $"127.0.0.1:{port}"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var started = new ConnectorProcess(process, new Uri($"http://127.0.0.1:{port}"));
        await started.WaitAsync(ct);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                (await http.GetAsync(new Uri("/health/live", UriKind.Relative), patience.Token)).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
