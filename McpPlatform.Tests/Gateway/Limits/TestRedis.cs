using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using McpPlatform.Tests.Environment;
using Xunit;

namespace McpPlatform.Tests.Gateway.Limits;

/// <summary>A real Redis on a port of its own, kept in memory alone.</summary>
internal sealed class TestRedis : IAsyncDisposable
{
    private Process process;
    private bool isKilled;

    private TestRedis(int port, Process process)
    {
        Port = port;
        this.process = process;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public static async Task<TestRedis> StartAsync()
    {
        var port = ServiceProcess.FreeAddress().Port;
        var redis = new TestRedis(port, Start(port));
        await redis.AnswersAsync();
        return redis;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        isKilled = true;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Starts it again, with nothing in it.</summary>
    public Task RestartAsync()
    {
        (process, isKilled) = (Start(Port), false);
        return AnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!isKilled)
        {
            await KillAsync();
        }
    }

    private static Process Start(int port)
    {
        string[] arguments = ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", Path.GetTempPath()];
        try
        {
            var started = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
            started.OutputDataReceived += (_, _) => { };
            started.BeginOutputReadLine();
            return started;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("redis-server is not installed. Install it with 'apt-get install redis-server'.", missing);
        }
    }

    private Task AnswersAsync() => Eventually.TrueAsync(
        async () =>
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"redis-server ended with code {process.ExitCode}.");
            }

            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(10), "Redis answers", TestContext.Current.CancellationToken);
}
