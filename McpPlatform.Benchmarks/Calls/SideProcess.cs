using System.Diagnostics;
using System.Net.Sockets;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>This program once more, as the upstream or the relay. It ends when its input does, so that it never outlives the benchmark.</summary>
internal sealed class SideProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process;

    private SideProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<SideProcess> StartAsync(string command, params string[] further)
    {
        var address = ServiceProcess.FreeAddress();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true };
        foreach (var word in (string[])[typeof(SideProcess).Assembly.Location, command, address.ToString(), .. further])
        {
            start.ArgumentList.Add(word);
        }

        var side = new SideProcess(Process.Start(start)!, address);
        await side.WaitAsync();
        return side;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(Address.Host, Address.Port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }
}
