using System.Collections.Concurrent;
using System.Diagnostics;
using McpPlatform.AppHost.Logging;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Postgres;

/// <summary>The running server. Its life hangs on a thread of its own: Linux interrupts it when that thread, and so this process, ends.</summary>
internal sealed class ServerProcess
{
    private const int Attempts = 5;
    private const int RememberedLines = 20;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly Cluster cluster;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> lastLines = new();

    private ServerProcess(Cluster cluster, int port)
    {
        this.cluster = cluster;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => started.Task.Result;

    public Task<int> Exited => exited.Task;

    /// <summary>Starts it on the port it had last when that is free, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(Cluster cluster, PrivatePostgresOptions options, int lastPort, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new ServerProcess(cluster, attempt == 1 ? FreePort.Near(lastPort) : FreePort.Any());
            await server.LaunchAsync(options);
            if (await server.ReadyAsync(options.StartTimeout, cancellationToken))
            {
                return server;
            }

            // Somebody may take the port between our look and the server's.
            if (attempt == Attempts || !server.lastLines.Any(line => line.Contains("could not bind", StringComparison.Ordinal)))
            {
                throw new PostgresStartException(
                    $"The private database in {cluster.Folder} did not start; its log is {options.LogFile}. Last lines:\n{string.Join('\n', server.lastLines)}");
            }
        }
    }

    /// <summary>Asks for a fast shutdown: sessions end, caches are written back.</summary>
    public async Task InterruptAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            await Command.RunAsync(cluster.Binaries.Control, ["stop", "--pgdata", cluster.Folder, "--mode", "fast", "--no-wait"], CancellationToken.None);
        }
        else if (!Exited.IsCompleted)
        {
            UnixSignal.SendInterrupt(ProcessId);
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Quit()
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(ProcessId);
            process.Kill(entireProcessTree: true);
        }
        else if (!Exited.IsCompleted)
        {
            UnixSignal.SendQuit(ProcessId);
        }
    }

    private async Task LaunchAsync(PrivatePostgresOptions options)
    {
        new Thread(() => Live(options)) { IsBackground = true, Name = "private-postgres" }.Start();
        await started.Task;
    }

    private void Live(PrivatePostgresOptions options)
    {
        using var log = new RollingFile(options.LogFile);
        using var process = new Process { StartInfo = ServerCommand.Describe(cluster, Port, options.Durable) };
        process.ErrorDataReceived += (_, line) => Keep(log, line.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            started.SetException(new PostgresStartException($"{process.StartInfo.FileName} could not be started: {e.Message}", e));
            return;
        }

        process.BeginErrorReadLine();
        started.SetResult(process.Id);
        process.WaitForExit();
        exited.SetResult(process.ExitCode);
    }

    private void Keep(RollingFile log, string? line)
    {
        if (line is null)
        {
            return;
        }

        log.WriteLine(line);
        lastLines.Enqueue(line);
        if (lastLines.Count > RememberedLines)
        {
            lastLines.TryDequeue(out _);
        }
    }

    private async Task<bool> ReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < timeout; await Task.Delay(Poll, cancellationToken))
            {
                if (PostmasterFile.Read(cluster.Folder) is { Ready: true } file && file.ProcessId == ProcessId)
                {
                    return true;
                }

                if (Exited.IsCompleted)
                {
                    return false;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Quit();
            throw;
        }

        Quit();
        await Exited;
        return false;
    }
}
